using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>The arithmetic chosen for a convolution, and its program.</summary>
/// <param name="Form">The convolution.</param>
/// <param name="Arithmetic">The arithmetic.</param>
/// <param name="Program">The order of its steps.</param>
/// <param name="PairLimit">The largest sum of two byte weights of one sign.</param>
internal sealed record DenseChoice(DenseForm Form, DenseArithmetic Arithmetic, DenseProgram Program, int PairLimit)
{
    /// <summary>16-bit arithmetic, which takes every input.</summary>
    public static DenseChoice Wide(DenseForm form)
    {
        var arithmetic = form.IsDepthwise ? DenseArithmetic.Depthwise : DenseArithmetic.Shorts;
        return new DenseChoice(form, arithmetic, DenseProgram.Exact(form, arithmetic), 0);
    }

    /// <summary>The cheapest arithmetic for an input in bytes, or null where none reads bytes at that cost.</summary>
    /// <param name="form">The convolution.</param>
    /// <param name="bounds">The input's bounds, as bytes hold it.</param>
    public static DenseChoice? Narrow(DenseForm form, OutputBounds bounds)
    {
        if (form.IsDepthwise)
        {
            return Wide(form);
        }

        var limit = DenseProgram.ByteLimit(bounds.Maximum);
        var program = DenseProgram.OfBytes(form, limit);
        var choice = program is null ? null : new DenseChoice(form, DenseArithmetic.Bytes, program, limit);
        return choice is not null && choice.Program.Cost < Wide(form).Program.Cost ? choice : null;
    }
}
