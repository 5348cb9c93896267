using Wfn.Benchmarks.Fixing;
using Wfn.Benchmarks.Fixing.Clustering;
using Wfn.Benchmarks.Fixing.Import;
using Wfn.Benchmarks.Fixing.Regulariser;

return args switch
{
    ["fixing", .. var rest] => FixingBenchmark.Run(rest),
    ["import", .. var rest] => ImportBenchmark.Run(rest),
    ["regulariser", .. var rest] => RegulariserBenchmark.Run(rest),
    _ => Usage.Show(),
};
