// Every option of the command line, once: its line of --help and the function in options.cpp that takes its value.
// The name is read from the line; a value follows it after one space. To add an option, add a row and its function.
#pragma once

// clang-format off
/// How hosts reach the agent: exactly one of these.
#define SMAPS_TRANSPORT_OPTIONS(row)                                                                                   \
    row("  --listen [ADDR:]PORT  wait for hosts\n", set_listen)                                                        \
    row("  --connect ADDR:PORT   dial one at a numeric address\n", set_connect)                                        \
    row("  --serial DEV[:BAUD]   a serial line (115200)\n", set_serial)                                                \
    row("  --stdio               stdin and stdout\n", set_stdio)

#define SMAPS_OPTIONS(row)                                                                                             \
    row("  --pid N               watch this process; repeatable\n", add_pid)                                           \
    row("  --name GLOB           watch processes by name; repeatable\n", add_name)                                     \
    row("  --all                 watch every process (default)\n", set_all)                                            \
    row("  --period T            time between sweeps (1s)\n", set_period)                                              \
    row("  --count N             end after N sweeps\n", set_count)                                                     \
    row("  --key-interval T      time between key frames (60s; 0: only the first)\n", set_key_interval)                \
    row("  --info-period T       time between info records (10s)\n", set_info_period)                                  \
    row("  --max-cpu PERCENT     stretch the period when sweeps cost more (5)\n", set_max_cpu)                         \
    row("  --memory KB           limit of the agent's memory (1024)\n", set_memory)                                    \
    row("  --nice N              run at this nice value\n", set_nice)                                                  \
    row("  --proc DIR            read this in place of /proc\n", set_proc_root)                                        \
    row("  --allow CIDR          who may connect (private networks); repeatable\n", add_network)                       \
    row("  --key-file FILE       not in this build; use --stdio through ssh\n", refuse_key)                            \
    row("  --version\n", set_version)                                                                                  \
    row("  --help\n", set_help)
// clang-format on
