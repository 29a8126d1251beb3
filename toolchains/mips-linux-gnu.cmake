# 32-bit MIPS, o32, big-endian. Debian: g++-mips-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR mips)
set(SMAPS_AGENT_CPU mips)
set(CMAKE_CXX_COMPILER mips-linux-gnu-g++)
