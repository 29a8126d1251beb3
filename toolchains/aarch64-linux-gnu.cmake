# 64-bit ARM. Debian: g++-aarch64-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(SMAPS_AGENT_CPU aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
