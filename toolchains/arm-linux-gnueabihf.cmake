# ARMv7-A in Thumb-2. Debian: g++-arm-linux-gnueabihf. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(SMAPS_AGENT_CPU armv7)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
