# ARM from ARMv5TE on, EABI, without floating point hardware. Debian: g++-arm-linux-gnueabi. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(SMAPS_AGENT_CPU arm)
set(CMAKE_CXX_COMPILER arm-linux-gnueabi-g++)
