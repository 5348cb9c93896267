using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.FixedPoint;

/// <summary>Random weighted sums whose 32 bits suffice, and what the reference gives for them.</summary>
internal static class WeightedSums
{
    /// <summary>Formats from 1 to 16 bits.</summary>
    public static Gen<FixedPointFormat> Format { get; } =
        Gen.Select(Gen.Int[1, 16], Gen.Bool, (bits, isSigned) => new FixedPointFormat(isSigned ? bits : Math.Min(bits, 15), isSigned, 0));

    /// <summary>Codebooks of single powers of two, of a few digits, and of any integers.</summary>
    public static Gen<Codebook> Codebook { get; } = Gen.OneOf(
        Gen.Select(Gen.Int[0, 9], Gen.Bool, (exponent, negative) => negative ? -(1 << exponent) : 1 << exponent).Array[1, 12],
        Gen.Int[-300, 300].Array[1, 40],
        Gen.Int[-3, 3].Array[1, 6]).Select(values => new Codebook(0, values.Distinct().Order().ToEquatableArray()));

    public static IndexedWeights Weights(Codebook codebook, int count, int seed)
    {
        var random = new Random(seed);
        return new IndexedWeights(
            "w", codebook, Enumerable.Range(0, count).Select(_ => (ushort)random.Next(codebook.Count)).ToEquatableArray(), IsShared: false);
    }

    public static EquatableArray<int> Bias(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => random.Next(-100_000, 100_000)).ToEquatableArray();
    }

    /// <summary>Inputs of which many lie at the format's ends.</summary>
    public static short[] Inputs(FixedPointFormat format, int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (short)(random.Next(4) switch
        {
            0 => format.Minimum,
            1 => format.Maximum,
            _ => random.Next(format.Minimum, format.Maximum + 1),
        }))];
    }

    /// <summary>A network of one operation, or null if its sums may exceed 32 bits.</summary>
    public static FixedPointNetwork? Network(FixedPointOperation operation, TensorShape input, FixedPointFormat format, TensorShape output, FixedPointFormat result)
    {
        var network = new FixedPointNetwork
        {
            Tensors = new[] { new FixedPointTensor("x", input, format), new FixedPointTensor("y", output, result) }.ToEquatableArray(),
            Inputs = new[] { "x" }.ToEquatableArray(),
            Outputs = new[] { "y" }.ToEquatableArray(),
            Operations = new[] { operation }.ToEquatableArray(),
        };
        return OverflowProof.Bounds(network).All(b => b.Fits) ? network : null;
    }

    /// <summary>What the reference gives.</summary>
    public static short[] Expected(FixedPointNetwork network, short[] inputs)
    {
        var output = new float[network.Tensors[1].Shape.ElementCount];
        new FixedPointExecutor(network).Run([.. inputs.Select(i => (float)i)], 1, output);
        return [.. output.Select(o => (short)o)];
    }
}
