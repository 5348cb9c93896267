namespace Wfn.Planning;

/// <summary>In which order the kernels of fully connected float layers read weights: 16 outputs after another, so that outputs are a vector's lanes.</summary>
public static class FloatColumnOrder
{
    /// <summary>Inputs of a group where weights are characters.</summary>
    public const int CodeInputs = 4;

    private const int BlockOutputs = 16;

    /// <summary>
    /// Weights block by block of 16 outputs (the last one may have fewer), in a block one group of inputs after another, in a group output by
    /// output; default values fill up the last group, and behind a block of fewer outputs stand as many as whole vectors read more.
    /// </summary>
    /// <param name="rows">The weights, [outputs, inputs].</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="group">Inputs of a group.</param>
    /// <param name="channels">Channels that lie side by side in the input, while a row of weights has one channel after another; else 1.</param>
    public static T[] Of<T>(ReadOnlySpan<T> rows, int outputs, int inputs, int group, int channels = 1)
        where T : struct
    {
        var filled = (inputs + group - 1) / group * group;
        var last = outputs % BlockOutputs;
        var ordered = new T[checked((outputs * filled) + (last == 0 ? 0 : (BlockOutputs - last) * group))];
        for (var output = 0; output < outputs; output++)
        {
            var first = output / BlockOutputs * BlockOutputs;
            var width = Math.Min(BlockOutputs, outputs - first);
            var to = (first * filled) + ((output - first) * group);
            for (var input = 0; input < inputs; input++)
            {
                var from = (input % channels * (inputs / channels)) + (input / channels);
                ordered[to + (input / group * group * width) + (input % group)] = rows[(output * inputs) + from];
            }
        }

        return ordered;
    }
}
