using System;

namespace Wfn.Kernels;

/// <summary>A fully connected layer without a multiplication.</summary>
internal sealed class ShiftAddLinear
{
    private readonly ShiftAddProgram program;
    private readonly int[] bias;
    private readonly Rescale rescale;
    private readonly int inputs;

    /// <summary>Makes a layer.</summary>
    /// <param name="program">The weights; offset i is input i.</param>
    /// <param name="bias">The bias of each output, in accumulator units.</param>
    /// <param name="rescale">From accumulator to output.</param>
    /// <param name="inputs">Inputs of a row.</param>
    internal ShiftAddLinear(ShiftAddProgram program, int[] bias, Rescale rescale, int inputs)
    {
        this.program = program;
        this.bias = bias;
        this.rescale = rescale;
        this.inputs = inputs;
    }

    /// <summary>Runs the rows of one sample.</summary>
    internal void Run(ReadOnlySpan<short> input, Span<short> output)
    {
        while (!output.IsEmpty)
        {
            var row = input.Slice(0, inputs);
            for (var i = 0; i < bias.Length; i++)
            {
                output[i] = rescale.Apply(program.Total(i, row) + bias[i]);
            }

            input = input.Slice(inputs);
            output = output.Slice(bias.Length);
        }
    }
}
