# Sourced by the benchmarks, in the project's folder, with the arguments that they were given: `dumps` is a folder of dumps, the one that
# was given or one of 1,000 that are generated into `work`, which goes away at the end.
bench=${0##*/}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dumps=${1:-}
if [ -z "$dumps" ]; then
    generator=${GENERATOR:-../shared/tools/gen_dumps.py}
    [ -f "$generator" ] || {
        echo "$bench: expected dumps or their generator, but found no $generator; give a folder: benches/$bench FOLDER" >&2
        exit 2
    }
    dumps=$work/dumps
    python3 "$generator" "$dumps" --files "${FILES:-1000}" --seed 1 >/dev/null
fi
