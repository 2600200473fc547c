set -euo pipefail

# Logs lie in this folder, wherever it is submitted from.
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
mkdir -p logs

array=$(sbatch --parsable array.sh)
array=${array%%;*} # a cluster's name may follow
# Merging waits until all tasks are done; it is canceled if one of them fails for good.
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes merge.sh)
merge=${merge%%;*}

echo "submitted: array $array, merge $merge"
echo "watch:     squeue --job $array,$merge"
echo "logs:      $PWD/logs"
