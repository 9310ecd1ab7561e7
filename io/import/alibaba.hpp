// SPDX-License-Identifier: Apache-2.0
// Jobs of Alibaba's GPU clusters (github.com/alibaba/clusterdata).
//
//   v2023  openb_pod_list_*.csv: name, num_gpu, gpu_milli, qos, pod_phase, creation_time, deletion_time, scheduled_time; seconds.
//          A pod holds num_gpu GPUs, gpu_milli thousandths of each; a run is deletion less scheduling.
//   v2025  disaggregated_DLRM_trace.csv: instance_sn, role, app_name, gpu_request, creation_time, scheduled_time, deletion_time; seconds.
//          No creation or scheduling: before the trace began, at 0. No deletion: after it ended, at the last date of the file.
// GPUs become whole nodes, with the share of their GPUs that is asked for as utilisation: pods that shared a GPU each have a node of
// their own here. Tenants are qos_NAME (v2023) and the application (v2025). Left out, with a note: what asks for no GPU, and pods that
// were never placed (v2023), whose runs nobody knows. Verified by tests/unit/import/alibaba_test.cpp.
#pragma once

#include "io/import/csv.hpp"
#include "io/import/jobs.hpp"

namespace netsuden {

/// In the order of the file; nothing and at least one error where a line is wrong.
std::optional<std::vector<JobRecord>> alibaba_jobs(const CsvTable&, const JobImport&, Diagnostics&);

}  // namespace netsuden
