# 64-bit RISC-V. Debian: g++-riscv64-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(SMAPS_AGENT_CPU riscv64)
set(CMAKE_CXX_COMPILER riscv64-linux-gnu-g++)
