using Wfn.Benchmarks.Fixing;
using Wfn.Benchmarks.Fixing.Clustering;
using Wfn.Benchmarks.Fixing.Regulariser;

return args switch
{
    ["fixing", .. var rest] => FixingBenchmark.Run(rest),
    ["regulariser", .. var rest] => RegulariserBenchmark.Run(rest),
    _ => Usage.Show(),
};
