# 32-bit x86. Debian: g++-i686-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(SMAPS_AGENT_CPU x86)
set(CMAKE_CXX_COMPILER i686-linux-gnu-g++)
