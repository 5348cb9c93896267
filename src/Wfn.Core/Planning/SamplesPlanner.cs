using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>
/// Several samples at once through fully connected layers: for one sample each of their weights is read for a single product; samples side
/// by side share what is read, as the pixels of a convolution do.
/// </summary>
internal static class SamplesPlanner
{
    /// <summary>As many samples as there are pixels that share a vector of weights.</summary>
    public const int Group = 8;

    // More at once share what weights and calls cost besides.
    private static readonly int[] Sizes = [4 * Group, Group];

    // Elements of a workspace; of more than this, many samples would not stay in the second-level cache, and several not in any.
    private const int MostElementsOfMany = 1 << 17;
    private const int MostElements = 1 << 23;

    // Weights of layers behind others from which on it pays to put samples side by side (docs/performance.md).
    private const int LeastWeights = 1024;

    /// <summary>The plan, or null where one sample after another is as good.</summary>
    /// <param name="single">The plan for one sample.</param>
    public static SamplesPlan? Plan(ExecutionPlan single)
    {
        var chains = StepChain.Of(single, IsLayer).Where(chain => Weights(single, chain) > 0).OrderByDescending(chain => Weights(single, chain)).ToArray();
        if (chains.Length == 0)
        {
            return null;
        }

        var (first, end) = chains[0];
        var source = single.Steps[first].Inputs[0];
        var result = single.Steps[end - 1].Output;
        var readsInput = first == 0 && single.Inputs.Count == 1 && single.Inputs[0].Region == source;
        var makesOutput = end == single.Steps.Count && single.Outputs.Count == 1 && single.Outputs[0].Region == result;
        if (!(readsInput && makesOutput) && Weights(single, chains[0]) < LeastWeights)
        {
            return null;
        }

        var steps = single.Steps.Skip(first).Take(end - first).ToArray();
        var isFloat = single.ElementBytes == sizeof(float);
        var sizes = Sizes.Where(samples => samples == Group || (long)samples * Largest(steps) <= MostElementsOfMany)
            .Where(samples => (long)samples * Largest(steps) <= MostElements)
            .Select(samples => isFloat ? SamplesDraft.Floats(steps, samples) : SamplesDraft.Dense(steps, samples))
            .ToArray();

        // Rows of floats may be fewer than there is room for.
        return sizes.Length == 0 || sizes.Any(size => size is null) ? null : new SamplesPlan
        {
            First = first,
            End = end,
            Source = source,
            Result = result,
            ReadsInput = readsInput,
            MakesOutput = makesOutput,
            Sizes = sizes.Take(isFloat ? 1 : sizes.Length).Select(size => size!).ToEquatableArray(),
        };
    }

    private static int Largest(PlanStep[] steps) => steps.Max(step => Math.Max(step.Inputs[0].Length, step.Output.Length));

    private static long Weights(ExecutionPlan plan, StepChain chain) => plan.Steps.Skip(chain.First).Take(chain.End - chain.First).Sum(step => step switch
    {
        DenseConvolutionStep dense => dense.Weights.Indices.Count,
        FloatLinearStep linear => (long)linear.RowLength * linear.Outputs,
        _ => 0,
    });

    private static bool IsLayer(PlanStep step) => step switch
    {
        DenseConvolutionStep dense => dense.Result.Height * dense.Result.Width == 1 && dense.Groups == 1 && dense.Addend is null && dense.Pool is null
            && dense.Arithmetic is DenseArithmetic.Bytes or DenseArithmetic.Shorts
            && dense.Source.Border == default && dense.Result.Border == default && dense.Window.PadTop == 0 && dense.Window.PadLeft == 0,
        ChannelsLastCopyStep copy => copy.Layout.Border == default && copy.Layout.Height == 1 && copy.Layout.Channels == 1,
        FloatLinearStep linear => linear.Output.Length == linear.Outputs,
        _ => false,
    };
}
