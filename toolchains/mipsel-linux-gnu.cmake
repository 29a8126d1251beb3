# 32-bit MIPS, o32, little-endian. Debian: g++-mipsel-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR mipsel)
set(SMAPS_AGENT_CPU mipsel)
set(CMAKE_CXX_COMPILER mipsel-linux-gnu-g++)
