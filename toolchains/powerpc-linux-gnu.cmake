# 32-bit PowerPC. Debian: g++-powerpc-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ppc)
set(SMAPS_AGENT_CPU powerpc)
set(CMAKE_CXX_COMPILER powerpc-linux-gnu-g++)
