using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Operators;

namespace Wfn.Core.Tests.Artifact;

/// <summary>Indices that the weights before tell something of.</summary>
public class ContextCodingTests
{
    private static readonly Codebook Values = new(7, [-64, -32, -16, -8, -4, 0, 4, 8, 16, 32, 64]);

    public static TheoryData<int[]> Shapes => [[1], [7], [13, 5], [4, 3, 3, 3], [3, 1, 1, 9], [2, 3, 2, 3, 2], [1, 40], [40, 1]];

    [Fact]
    public void SmoothKernelsTakeLessThanTheStaticEntropy()
    {
        var (indices, shape) = SmoothKernels();
        var network = Network(indices);

        var payload = IndexPayload.Encode(indices, shape, network);

        Assert.Equal(PayloadText.ContextKind, payload.Kind);
        Assert.Contains(ContextFeature.Left, payload.Context);
        Assert.True(8 * payload.Bytes.Length < 0.8 * Entropy(network), $"{8 * payload.Bytes.Length} bits, entropy {Entropy(network)}");
        AssertDecodes(indices, shape, network, payload);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WithoutAnythingToKnowTheyTakeNoPercentMore(int seed)
    {
        var random = new Random(seed);
        var indices = Enumerable.Range(0, 30_000).Select(_ => (ushort)Math.Min(random.Next(11), random.Next(5 * seed))).ToArray();
        var network = Network(indices);

        var payload = IndexPayload.Encode(indices, TensorShape.Of(100, 300), network);

        Assert.InRange(8 * payload.Bytes.Length, 0, 1.01 * Entropy(network));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryContextOfEveryShapeGivesTheIndicesBack(int[] extents)
    {
        var shape = TensorShape.Of(extents);
        var random = new Random(extents.Length);
        var indices = Enumerable.Range(0, shape.ElementCount).Select(_ => (ushort)random.Next(Values.Count)).ToArray();
        var network = Network(indices);
        var lists = Enumerable.Range(0, 1 << WeightContext.Words.Length)
            .Select(set => Enumerable.Range(0, WeightContext.Words.Length).Where(bit => (set >> bit & 1) != 0).Select(bit => (ContextFeature)bit).ToArray())
            .Where(features => WeightContext.IsValid(features)).ToArray();

        // None, one or two of five classes, and no mean or one of two.
        Assert.Equal((1 + 5 + 10) * 3, lists.Length);
        foreach (var features in lists)
        {
            var bytes = ContextCoder.Encode(indices, shape, features, network);
            AssertDecodes(indices, shape, network, new IndexPayload(PayloadText.ContextKind, EquatableArray.Create<ContextFeature>(features), bytes));
        }
    }

    // Slots are shared out among those in use only; a third is not.
    [Theory]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(256)]
    public void CodebooksOfManyValuesGiveTheIndicesBack(int values)
    {
        var random = new Random(values);
        var shape = TensorShape.Of(40, 30, 3, 3);
        var indices = Enumerable.Range(0, shape.ElementCount)
            .Select(_ => random.Next(1 + random.Next(values))).Select(index => (ushort)(index % 3 == 2 ? index - 1 : index)).ToArray();
        var network = new NetworkIndices(new Codebook(8, [.. Enumerable.Range(-values / 2, values)]), IndexCounts.Of(indices, values));
        Assert.Equal(values > 2, network.Counts.Contains(0));
        foreach (var features in WeightContext.Tried)
        {
            var bytes = ContextCoder.Encode(indices, shape, features, network);
            AssertDecodes(indices, shape, network, new IndexPayload(PayloadText.ContextKind, EquatableArray.Create<ContextFeature>(features), bytes));
        }
    }

    [Fact]
    public void DamagedBytesAreRefusedOrGiveIndices()
    {
        var (indices, shape) = SmoothKernels();
        var network = Network(indices);
        ContextFeature[] features = [ContextFeature.Left, ContextFeature.Above, ContextFeature.Magnitude];
        var bytes = ContextCoder.Encode(indices, shape, features, network);
        var random = new Random(7);
        var refused = 0;
        for (var run = 0; run < 300; run++)
        {
            var damaged = random.Next(3) switch
            {
                0 => bytes[..random.Next(bytes.Length)],
                1 => [.. bytes, (byte)random.Next(256), (byte)random.Next(256)],
                _ => bytes.ToArray(),
            };
            if (damaged.Length > 0)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            var decoded = new ushort[indices.Length];
            refused += ContextCoder.TryDecode(damaged, shape, features, network, decoded) ? 0 : 1;
            Assert.All(decoded, index => Assert.InRange(index, 0, Values.Count - 1));
        }

        Assert.InRange(refused, 299, 300);
    }

    [Theory]
    [InlineData("context=[left,above]", "context=[above,left]", "context")]
    [InlineData("context=[left,above]", "context=[left,left]", "context")]
    [InlineData("context=[left,above]", "context=[left,above,row]", "context")]
    [InlineData("context=[left,above]", "context=[below]", "'below' is not one of")]
    [InlineData("context=[left,above]", "context=[magnitude,rowMagnitude]", "context")]
    [InlineData("context=[left,above]", "context=[previous]", "as many weights as declared")]
    [InlineData(" context=[left,above]", "", "context")]
    public void AWrongContextIsNamed(string original, string replacement, string named)
    {
        var (indices, shape) = SmoothKernels();
        var text = WfnWriter.Write(Convolution(indices, shape));
        Assert.Contains(original, text, StringComparison.Ordinal);

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(WfnChecksums.Repair(text.Replace(original, replacement, StringComparison.Ordinal)), null));

        Assert.Equal(DiagnosticCodes.CorruptedArtifact, e.Code);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FewBytesHoldNoMoreWeightsThanTheReaderAllows()
    {
        // All weights alike are the cheapest there are.
        var indices = new ushort[100_000];
        var network = Network(indices);

        var bytes = ContextCoder.Encode(indices, TensorShape.Of(100, 1000), [], network);

        Assert.InRange(indices.Length, 0, 8L * bytes.Length * SymbolModel.MaximumWeightsPerBit);
    }

    [Fact]
    public void MeansFallIntoClassesOfHalfAnOctave()
    {
        int[] means = [0, 511, 512, 767, 768, 1023, 1024, 4096, 6144, ValueClasses.MostMagnitude];

        Assert.Equal([0, 0, 1, 1, 2, 2, 3, 7, 8, 14], means.Select(mean => (int)MeanClasses.Of(mean)));
    }

    [Fact]
    public void ClassesAreSignAndSizeBesideTheMean()
    {
        // Every value once: the mean magnitude is 248 / 11.
        var classes = new ValueClasses(Values.Mantissas.AsSpan(), Enumerable.Repeat(1L, 11).ToArray()).Classes.ToArray();

        Assert.Equal([0, 1, 2, 2, 2, 3, 4, 4, 4, 5, 6], classes.Select(c => (int)c));
    }

    /// <summary>A convolution whose weights are these.</summary>
    private static WfnArtifact Convolution(ushort[] indices, TensorShape shape)
    {
        var graph = new NetworkGraph
        {
            Name = "kernels",
            Inputs = [new TensorInfo("x", TensorShape.Of(TensorShape.Dynamic, shape[1], 9, 9))],
            Outputs = [new TensorInfo("y", TensorShape.Of(TensorShape.Dynamic, shape[0], 5, 5))],
            Nodes = [new ConvolutionNode { Name = "conv", Inputs = ["x"], Output = "y", Weight = "w", Window = new SlidingWindow { KernelHeight = shape[2], KernelWidth = shape[3] } }],
            Parameters = [new Parameter("w", ParameterRole.Weight, shape, indices.Select(i => Values.Value(i)).ToEquatableArray())],
        };
        return ArtifactBuilder.Build(graph, Values, [], SampleNetworks.Source, [], [], []);
    }

    // Each weight is near the mean of those to the left and above.
    private static (ushort[] Indices, TensorShape Shape) SmoothKernels()
    {
        const int Extent = 5;
        var random = new Random(5);
        var shape = TensorShape.Of(8, 12, Extent, Extent);
        var indices = new ushort[shape.ElementCount];
        for (var i = 0; i < indices.Length; i++)
        {
            var (row, column) = (i % (Extent * Extent) / Extent, i % Extent);
            var near = (row, column) switch
            {
                (0, 0) => random.Next(Values.Count),
                (0, _) => indices[i - 1],
                (_, 0) => indices[i - Extent],
                _ => (indices[i - 1] + indices[i - Extent]) / 2,
            };
            indices[i] = (ushort)Math.Clamp(near + random.Next(-1, 2), 0, Values.Count - 1);
        }

        return (indices, shape);
    }

    private static NetworkIndices Network(ushort[] indices) => new(Values, IndexCounts.Of(indices, Values.Count));

    private static double Entropy(NetworkIndices network) => IndexCounts.EntropyBits(network.Counts) * network.Counts.ToArray().Sum();

    private static void AssertDecodes(ushort[] expected, TensorShape shape, NetworkIndices network, IndexPayload payload)
    {
        var decoded = new ushort[expected.Length];
        Assert.Null(payload.Decode(shape, network, decoded));
        Assert.Equal(expected, decoded);
    }
}
