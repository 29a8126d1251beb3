#!/bin/sh
# cut_sections.sh FILE: removes the section headers of a linked program and all that follows its last segment. Kernels
# read program headers only. Nothing but POSIX tools: binutils before 2.41 have no option for it.
set -eu
file=$1

bytes() { # OFFSET COUNT: decimal numbers
    od -An -v -tu1 -j"$1" -N"$2" "$file"
}
number() { # OFFSET COUNT: an integer in the file's byte order
    value=0
    scale=1
    for byte in $(bytes "$1" "$2"); do
        if [ "$little" = 1 ]; then
            value=$((value + byte * scale))
            scale=$((scale * 256))
        else
            value=$((value * 256 + byte))
        fi
    done
    echo "$value"
}
zero() { # OFFSET COUNT
    dd if=/dev/zero of="$file" bs=1 seek="$1" count="$2" conv=notrunc 2>/dev/null
}

set -- $(bytes 0 6)
[ "$1 $2 $3 $4" = "127 69 76 70" ] || { echo "cut_sections.sh: $file: not an ELF file" >&2; exit 1; }
little=$6
if [ "$5" = 1 ]; then # 32 bits: where the fields are, and how wide
    word=4 segments_at=28 sections_at=32 counts_at=42 offset_at=4 size_at=16
else
    word=8 segments_at=32 sections_at=40 counts_at=54 offset_at=8 size_at=32
fi

first=$(number $segments_at $word)
entry=$(number $counts_at 2)
count=$(number $((counts_at + 2)) 2)
end=$((first + entry * count))
while [ "$count" -gt 0 ]; do
    count=$((count - 1))
    segment=$((first + entry * count))
    segment_end=$(($(number $((segment + offset_at)) $word) + $(number $((segment + size_at)) $word)))
    [ "$segment_end" -le "$end" ] || end=$segment_end
done

zero $sections_at $word
zero $((counts_at + 4)) 6 # size, number and names of the section headers
dd if=/dev/null of="$file" bs=1 seek="$end" 2>/dev/null
