host-analyze --proc=faults/gpu-lines-of-meminfo/pool-12GB --report system | tail -20
host-analyze --proc=faults/hugetlb-label/proc --report system | grep hugetlb
mkdir -p $SCRATCH/proc
cp -r faults/gpu-lines-of-meminfo/pool-12GB/10 $SCRATCH/proc
sed 's/^GPUReclaim:.*/GPUReclaim: 99999999 kB\nNewLine: 4711 kB/' faults/gpu-lines-of-meminfo/pool-12GB/meminfo > $SCRATCH/proc/meminfo
host-analyze --proc=$SCRATCH/proc --report system | tail -16
