using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>
/// Several samples at once through fully connected layers: for one sample each of their weights is read for a single product; samples side
/// by side share what is read, as the pixels of a convolution do.
/// </summary>
internal static class BatchPlanner
{
    // As many samples as there are pixels that share a vector of weights.
    private const int Group = 8;

    // More at once share what weights and calls cost besides.
    private const int Many = 4 * Group;

    // A sample of several takes a half of the time of one by itself, a third where sums are additions only; and all of a size take the size's time.
    private const int FewestMultiplied = 5;
    private const int FewestAdded = 10;
    private const int FewestRows = 4;

    // Weights that are added up for many samples: their program, made for batches alone, takes several bytes a weight.
    private const long MostWeightsAdded = 1 << 20;

    // Elements of the largest activation of all samples; of more than this, many samples would not stay in the second-level cache, and several not in any.
    private const int MostElementsOfMany = 1 << 17;
    private const int MostElements = 1 << 20;

    // Weights of layers behind others from which on it pays to put samples side by side (docs/performance.md).
    private const int LeastWeights = 1024;

    /// <summary>The plan, or null where one sample after another is as good.</summary>
    /// <param name="single">The plan for one sample.</param>
    public static BatchPlan? Plan(ExecutionPlan single)
    {
        var chains = new[] { IsMultiplied, (Func<KernelCall, bool>)IsAdded }.SelectMany(kind => StepChain.Of(single, kind))
            .Select(chain => (Chain: chain, Weights: Calls(single, chain).Sum(Weights))).Where(c => c.Weights > 0)
            .OrderByDescending(c => c.Weights).ThenBy(c => c.Chain.First).ToArray();
        if (chains.Length == 0)
        {
            return null;
        }

        var (chain, weights) = chains[0];
        var calls = Calls(single, chain);
        var source = calls[0].Reads.First();
        var result = calls[calls.Length - 1].Written;
        var isAdded = calls.All(IsAdded);
        var plan = new BatchPlan
        {
            First = chain.First,
            End = chain.End,
            Source = source,
            Result = result,
            ReadsInput = chain.First == 0 && single.Inputs.Count == 1 && single.Inputs[0].Region == source,
            MakesOutput = chain.End == single.Calls.Count && single.Outputs.Count == 1 && single.Outputs[0].Region == result,
            Fewest = isAdded ? FewestAdded : calls.Any(call => call.Batch is RowBatch) ? FewestRows : FewestMultiplied,
            Group = isAdded ? Many : Group,
            Sizes = SizesOf(calls, isAdded),
        };
        return plan.Sizes.IsEmpty || (weights < LeastWeights && (isAdded || !plan.ReadsInput || !plan.MakesOutput)) ? null : plan;
    }

    // Rows of floats may be fewer than there is room for; sums of 16 bits fill a vector by many samples only.
    private static EquatableArray<BatchStage> SizesOf(KernelCall[] calls, bool isAdded)
    {
        var largest = calls.Max(call => Math.Max(call.Reads.First().Length, call.Written.Length));
        if (isAdded)
        {
            return (long)Many * largest <= MostElementsOfMany && calls.Sum(Weights) <= MostWeightsAdded ? [BatchPlanBuilder.ShiftAdd(calls, Many)] : [];
        }

        var isFloat = calls.Any(call => call.Batch is RowBatch);
        var sizes = new[] { Many, Group }.Where(samples => (long)samples * largest <= (samples == Group ? MostElements : MostElementsOfMany))
            .Select(samples => isFloat ? BatchPlanBuilder.Floats(calls, samples) : BatchPlanBuilder.Dense(calls, samples)).ToArray();
        return sizes.Any(size => size is null) ? [] : sizes.Take(isFloat ? 1 : sizes.Length).Select(size => size!).ToEquatableArray();
    }

    private static KernelCall[] Calls(ExecutionPlan plan, StepChain chain) => [.. plan.Calls.Skip(chain.First).Take(chain.End - chain.First)];

    private static long Weights(KernelCall call) => call.Batch?.Weights ?? 0;

    private static bool IsAdded(KernelCall call) => call.Batch is ShiftAddBatch;

    private static bool IsMultiplied(KernelCall call) => call.Batch is not (null or ShiftAddBatch);
}
