mkdir -p $SCRATCH/proc/7 $SCRATCH/sys/block/zram0 $SCRATCH/sys/block/zram1 $SCRATCH/sys/block/mmcblk0
cp rssanalyse/live-three/2002/smaps $SCRATCH/proc/7
printf 'MemTotal: 64000 kB\nMemFree: 60000 kB\n' > $SCRATCH/proc/meminfo
printf '  819200 204800 262144 0 262144 0 0 0 0\n' > $SCRATCH/sys/block/zram0/mm_stat
printf '1048576\n' > $SCRATCH/sys/block/zram1/mem_used_total
host-analyze --proc=$SCRATCH/proc --report system --format csv | grep -E 'zram|rest'
rm $SCRATCH/sys/block/zram1/mem_used_total
host-analyze --proc=$SCRATCH/proc --report system --format csv | grep -E 'zram|rest'
