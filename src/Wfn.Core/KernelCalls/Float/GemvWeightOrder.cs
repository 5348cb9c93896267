using Wfn.Kernels;

namespace Wfn.KernelCalls;

/// <summary>
/// The order in which the kernels of products with a vector read a matrix of float32: blocks of 16 outputs (the last one may have fewer);
/// within a block, groups of inputs; within a group, output by output. A vector's 16 lanes are 16 outputs.
/// </summary>
/// <param name="Outputs">Outputs.</param>
/// <param name="Inputs">Inputs.</param>
/// <param name="Channels">Channels that lie side by side in the input, while a row of weights has one channel after another; else 1.</param>
public sealed record GemvWeightOrder(int Outputs, int Inputs, int Channels)
{
    /// <summary>Inputs of a group where weights are characters.</summary>
    public const int CodeInputs = GemvSizes.CodeInputs;

    private const int BlockOutputs = GemvSizes.BlockOutputs;

    /// <summary>
    /// Weights in that order; default values fill up the last group, and behind a block of fewer outputs stand as many as whole vectors
    /// read more.
    /// </summary>
    /// <param name="rows">The weights, [outputs, inputs].</param>
    /// <param name="group">Inputs of a group.</param>
    public T[] Apply<T>(ReadOnlySpan<T> rows, int group)
        where T : struct
    {
        var filled = (Inputs + group - 1) / group * group;
        var last = Outputs % BlockOutputs;
        var ordered = new T[checked((Outputs * filled) + (last == 0 ? 0 : (BlockOutputs - last) * group))];
        for (var output = 0; output < Outputs; output++)
        {
            var first = output / BlockOutputs * BlockOutputs;
            var width = Math.Min(BlockOutputs, Outputs - first);
            var to = (first * filled) + ((output - first) * group);
            for (var input = 0; input < Inputs; input++)
            {
                var from = (input % Channels * (Inputs / Channels)) + (input / Channels);
                ordered[to + (input / group * group * width) + (input % group)] = rows[(output * Inputs) + from];
            }
        }

        return ordered;
    }
}
