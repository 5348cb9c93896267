using Wfn.Benchmarks;
using Wfn.Benchmarks.Fixing;

return args switch
{
    ["fixing", .. var rest] => FixingBenchmark.Run(rest),
    _ => Usage.Show(),
};
