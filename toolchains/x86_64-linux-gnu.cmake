# x86-64. Debian: g++-x86-64-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(SMAPS_AGENT_CPU x86_64)
set(CMAKE_CXX_COMPILER x86_64-linux-gnu-g++)
