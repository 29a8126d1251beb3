# 32-bit MIPS, o32, little-endian. For cores with MIPS16e add
# -DSMAPS_AGENT_CPU=mips16el. Debian: g++-mipsel-linux-gnu. Product flags are in agent/CMakeLists.txt.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR mipsel)
if(NOT SMAPS_AGENT_CPU)
  set(SMAPS_AGENT_CPU mipsel)
endif()
set(CMAKE_CXX_COMPILER mipsel-linux-gnu-g++)
