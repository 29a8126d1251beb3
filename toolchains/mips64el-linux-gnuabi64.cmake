# 64-bit MIPS, n64, little-endian. Debian: g++-mips64el-linux-gnuabi64. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR mips64)
set(SMAPS_AGENT_CPU mips64el)
set(CMAKE_CXX_COMPILER mips64el-linux-gnuabi64-g++)
