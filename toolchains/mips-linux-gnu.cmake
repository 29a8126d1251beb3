# 32-bit MIPS, o32, big-endian. For cores with MIPS16e add
# -DSMAPS_AGENT_CPU=mips16. Debian: g++-mips-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR mips)
if(NOT SMAPS_AGENT_CPU)
  set(SMAPS_AGENT_CPU mips)
endif()
set(CMAKE_CXX_COMPILER mips-linux-gnu-g++)
