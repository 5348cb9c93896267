using Wfn.Benchmarks;
using Wfn.Benchmarks.Fixing;
using Wfn.Benchmarks.Training;

return args switch
{
    ["fixing", .. var rest] => FixingBenchmark.Run(rest),
    ["regulariser", .. var rest] => RegulariserBenchmark.Run(rest),
    _ => Usage.Show(),
};
