#!/bin/sh
# clang-tidy on the project's own sources: sh tests/checks/tidy.sh BUILD_DIR [SECONDS]
# Files changed last come first. After SECONDS (default 400) no further file is begun; one line counts the files that are left.
# A file that passed is not checked again until it, a header or the rules change (stamps under BUILD_DIR/tidy).
set -u
build=$1
end=$(($(date +%s) + ${2:-400}))
cd "$(dirname "$0")/../.." || exit 1
export build end
stamps=$build/tidy late=$build/tidy/late
mkdir -p "$stamps" && : >"$late" || exit 1
shared=$(cat .clang-tidy "$build/compile_commands.json" $(git ls-files '*.hpp') | cksum)
export stamps late shared

# One line per source that this build compiles, the most recently changed first.
sources=$(git ls-files 'agent/*.cpp' 'host/*.cpp' | while read -r file; do
    grep -q "\"file\": \".*/$file\"" "$build/compile_commands.json" &&
        echo "$(git log -1 --format=%ct -- "$file") $file"
done | sort -rn | cut -d' ' -f2)

one='
    stamp=$stamps/$( (echo "$shared"; cat "$1") | cksum | tr " " -)
    [ -e "$stamp" ] && exit 0
    if [ "$(date +%s)" -ge "$end" ]; then echo "$1" >>"$late"; exit 0; fi
    said=$(clang-tidy --quiet -p "$build" "$1" 2>/dev/null) && touch "$stamp" && exit 0
    printf "%s\n" "$said"
    exit 1'
echo "$sources" | xargs -P "$(nproc)" -n 1 sh -c "$one" tidy >"$build/tidy.log"
code=$?
left=$(grep -c . "$late")
[ "$left" = 0 ] ||
    echo "skipped: $left of $(echo "$sources" | grep -c .) files, those not changed for longest: no time left; the next run continues with them" >>"$build/tidy.log"
cat "$build/tidy.log"
exit $code
