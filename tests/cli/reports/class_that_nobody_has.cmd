host-analyze --replay captures/grow.smaps --report classes --class jit_code --name workload_grow
