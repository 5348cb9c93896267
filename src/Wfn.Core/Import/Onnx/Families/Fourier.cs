using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Discrete Fourier transforms as weighted sums of constants.</summary>
internal sealed record Fourier
{
    /// <summary>Elements that a transform is of.</summary>
    public required int Length { get; init; }

    /// <summary>Frequencies that it gives.</summary>
    public required int Bins { get; init; }

    /// <summary>Elements that there are: those that lack are 0, and others are left out.</summary>
    public required int Given { get; init; }

    /// <summary>Whether each element is a real and an imaginary part, not a real number.</summary>
    public bool IsComplex { get; init; }

    /// <summary>Whether it is the inverse.</summary>
    public bool IsInverse { get; init; }

    /// <summary>What each element is multiplied by, or null.</summary>
    public float[]? Window { get; init; }

    /// <summary>The transform along the last axis [given · parts], which becomes [bins · 2].</summary>
    public ActivationValue Apply(OnnxNode node, GraphBuilder graph, ActivationValue x)
    {
        var parts = IsComplex ? 2 : 1;
        var taps = Given * parts;
        var sums = Bins * 2;
        graph.Budget.ReserveConstant(node, [sums, taps]);
        graph.Budget.ReserveConstant(node, [sums, taps]);
        var weights = new float[sums * taps];
        for (var i = 0; i < weights.Length; i++)
        {
            var (sum, tap) = (i / taps, i % taps);
            weights[i] = (float)Weight(sum / 2, tap / parts, sum % 2 == 1, tap % parts == 1);
        }

        var parameter = graph.Parameter(node, "waves", ParameterRole.Constant, [sums, taps], weights);
        return graph.Step(node, "waves", (name, output) => new ResampleNode
        {
            Name = name,
            Inputs = [x.Name, parameter],
            Output = output,
            Axis = x.Shape.Rank - 1,
            Indices = Enumerable.Range(0, weights.Length).Select(i => i % taps).ToEquatableArray(),
        });
    }

    // e^(∓2πi · bin · element / length), as what a part of an element adds to a part of the bin.
    private double Weight(int bin, int element, bool toImaginary, bool ofImaginary)
    {
        if (element >= Length)
        {
            return 0;
        }

        var angle = 2 * Math.PI * ((long)bin * element % Length) / Length;
        var sine = IsInverse ? Math.Sin(angle) : -Math.Sin(angle);
        var wave = toImaginary == ofImaginary ? Math.Cos(angle) : toImaginary ? sine : -sine;
        return wave * (Window?[element] ?? 1) / (IsInverse ? Length : 1);
    }
}
