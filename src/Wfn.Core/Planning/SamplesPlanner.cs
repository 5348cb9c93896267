using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>
/// Several samples at once through fully connected layers: for one sample each of their weights is read for a single product; samples side
/// by side share what is read, as the pixels of a convolution do.
/// </summary>
internal static class SamplesPlanner
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
    public static SamplesPlan? Plan(ExecutionPlan single)
    {
        var chains = new[] { IsMultiplied, (Func<PlanStep, bool>)IsAdded }.SelectMany(kind => StepChain.Of(single, kind))
            .Select(chain => (Chain: chain, Weights: Steps(single, chain).Sum(Weights))).Where(c => c.Weights > 0)
            .OrderByDescending(c => c.Weights).ThenBy(c => c.Chain.First).ToArray();
        if (chains.Length == 0)
        {
            return null;
        }

        var (chain, weights) = chains[0];
        var steps = Steps(single, chain);
        var source = steps[0].Inputs[0];
        var result = steps[steps.Length - 1].Output;
        var isAdded = steps.All(IsAdded);
        var plan = new SamplesPlan
        {
            First = chain.First,
            End = chain.End,
            Source = source,
            Result = result,
            ReadsInput = chain.First == 0 && single.Inputs.Count == 1 && single.Inputs[0].Region == source,
            MakesOutput = chain.End == single.Steps.Count && single.Outputs.Count == 1 && single.Outputs[0].Region == result,
            Fewest = isAdded ? FewestAdded : steps.Any(step => step is FloatLinearStep) ? FewestRows : FewestMultiplied,
            Group = isAdded ? Many : Group,
            Sizes = SizesOf(steps, isAdded),
        };
        return plan.Sizes.IsEmpty || (weights < LeastWeights && (isAdded || !plan.ReadsInput || !plan.MakesOutput)) ? null : plan;
    }

    // Rows of floats may be fewer than there is room for; sums of 16 bits fill a vector by many samples only.
    private static EquatableArray<SamplesSteps> SizesOf(PlanStep[] steps, bool isAdded)
    {
        var largest = steps.Max(step => Math.Max(step.Inputs[0].Length, step.Output.Length));
        if (isAdded)
        {
            return (long)Many * largest <= MostElementsOfMany && steps.Sum(Weights) <= MostWeightsAdded ? [SamplesDraft.ShiftAdd(steps, Many)] : [];
        }

        var isFloat = steps.Any(step => step is FloatLinearStep);
        var sizes = new[] { Many, Group }.Where(samples => (long)samples * largest <= (samples == Group ? MostElements : MostElementsOfMany))
            .Select(samples => isFloat ? SamplesDraft.Floats(steps, samples) : SamplesDraft.Dense(steps, samples)).ToArray();
        return sizes.Any(size => size is null) ? [] : sizes.Take(isFloat ? 1 : sizes.Length).Select(size => size!).ToEquatableArray();
    }

    private static PlanStep[] Steps(ExecutionPlan plan, StepChain chain) => [.. plan.Steps.Skip(chain.First).Take(chain.End - chain.First)];

    private static long Weights(PlanStep step) => step switch
    {
        DenseConvolutionStep dense => dense.Weights.Indices.Count,
        FixedPointLinearStep linear => linear.Weights.Indices.Count,
        InlineLinearStep linear => linear.Weights.Indices.Count,
        FloatLinearStep linear => (long)linear.RowLength * linear.Outputs,
        _ => 0,
    };

    private static bool IsAdded(PlanStep step) => step is FixedPointLinearStep linear ? linear.Output.Length == linear.Bias.Count : step is InlineLinearStep;

    private static bool IsMultiplied(PlanStep step) => step switch
    {
        DenseConvolutionStep dense => dense.Result.Height * dense.Result.Width == 1 && dense.Groups == 1 && dense.Addend is null && dense.Pool is null
            && dense.Arithmetic is DenseArithmetic.Bytes or DenseArithmetic.Shorts
            && dense.Source.Border == default && dense.Result.Border == default && dense.Window.PadTop == 0 && dense.Window.PadLeft == 0,
        ChannelsLastCopyStep copy => copy.Layout.Border == default && copy.Layout.Height == 1 && copy.Layout.Channels == 1,
        FloatLinearStep linear => linear.Output.Length == linear.Outputs,
        _ => false,
    };
}
