using Wfn.Artifact;
using Wfn.Lowering;
using Wfn.Reference;

namespace Wfn.Generator.Golden;

/// <summary>Inputs of a network, and the answers that the reference arithmetic gives to them.</summary>
/// <param name="Inputs">The elements of every input, by its name.</param>
/// <param name="Outputs">The elements of every output, by its name.</param>
internal sealed record GoldenSample(IReadOnlyDictionary<string, float[]> Inputs, IReadOnlyDictionary<string, float[]> Outputs)
{
    // A test's file stays small enough to be read by a compiler in no time, and the reference is slow on large networks.
    private const long MostStored = 1 << 16;
    private const long LargeNetwork = 1 << 20;
    private const int Usual = 3;

    /// <summary>Samples whose inputs are drawn: the same ones on every machine.</summary>
    public static GoldenSample[] Draw(WfnArtifact artifact, bool isFixedPoint)
    {
        var elements = artifact.Graph.Inputs.Sum(i => (long)i.Shape.Sample.ElementCount);
        var isLarge = artifact.Graph.Parameters.Sum(p => (long)p.Values.Count) > LargeNetwork;
        var count = isLarge ? 1 : (int)Math.Max(1, Math.Min(Usual, MostStored / Math.Max(1, elements)));
        var state = 0x5EEDul;
        return
        [
            .. Enumerable.Range(0, count).Select(_ => Of(
                artifact,
                isFixedPoint,
                artifact.Graph.Inputs.ToDictionary(i => i.Name, i => Drawn(i.Shape.Sample.ElementCount, ref state), StringComparer.Ordinal))),
        ];
    }

    /// <summary>A sample with given inputs.</summary>
    public static GoldenSample Of(WfnArtifact artifact, bool isFixedPoint, IReadOnlyDictionary<string, float[]> inputs) => new(
        inputs,
        isFixedPoint ? new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(inputs) : new FloatExecutor(artifact.Graph).Run(inputs, 1));

    // Multiples of 1/256 in [0, 1), by a linear congruential generator (Knuth's MMIX): exact in every format and in text.
    private static float[] Drawn(int count, ref ulong state)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            state = unchecked((state * 6364136223846793005ul) + 1442695040888963407ul);
            values[i] = (state >> 56) / 256f;
        }

        return values;
    }
}
