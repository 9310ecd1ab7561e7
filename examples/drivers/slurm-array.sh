#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A Slurm array: one row of a table a task, one line of JSON each. The table's columns are paths of the scenario.
#
#   sbatch --array=1-3 examples/drivers/slurm-array.sh scenarios/first-steps.yaml examples/drivers/rows.csv results
#   cat results/*.json
#
# Without Slurm: for i in 1 2 3; do SLURM_ARRAY_TASK_ID=$i examples/drivers/slurm-array.sh ...; done
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=00:10:00
set -euo pipefail
scenario=$1 table=$2 folder=$3
row=${SLURM_ARRAY_TASK_ID:?run it as an array: sbatch --array=1-N}
mkdir -p "$folder"
result=$folder/$(printf %06d "$row").json
if [[ -s $result ]]; then exit 0; fi  # a requeued task does not repeat what is done
"${NETSUDEN:-netsuden}" run "$scenario" --params "$table:$row" --outputs "sites.*.pue,sites.*.import_peak_w" > "$result.part"
mv "$result.part" "$result"
