using System.Text;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Artifact;

public class EntropyCodingTests
{
    [Fact]
    public void PayloadIsNearTheStaticEntropy()
    {
        var artifact = SampleNetworks.OneLayer(300, 1000);
        WfnReader.Read(WfnWriter.Write(artifact), null, out var size);

        var entropy = Entropy(artifact.Tensors[0].Indices.ToArray());
        Assert.InRange(entropy, 2.2, 3.2);
        Assert.Equal(300_000, size.FixedWeights);
        Assert.InRange(size.PayloadBitsPerWeight, entropy - 0.001, entropy + 0.005);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.999)]
    [InlineData(0.5)]
    public void SkewedDistributionsCostAtMostTheReservedSlotsMore(double zeros)
    {
        var random = new Random(1);
        var weights = Enumerable.Range(0, 200_000).Select(_ => random.NextDouble() < zeros ? 0f : 0.5f).ToArray();
        var artifact = SampleNetworks.OneLayer(200, 1000, Codebook.FromValues([0f, 0.5f]), weights);

        var read = WfnReader.Read(WfnWriter.Write(artifact), null, out var size);

        Assert.Equal(artifact, read);
        Assert.InRange(size.PayloadBitsPerWeight, 0.02, Entropy(artifact.Tensors[0].Indices.ToArray()) + 0.025);
    }

    [Fact]
    public void TensorUnlikeTheOthersBringsItsOwnModel()
    {
        // More values than contexts are for.
        var codebook = new Codebook(0, [.. Enumerable.Range(0, 300)]);
        var network = new NetworkIndices(codebook, [1_000_000, 1_000_000, 1_000_000, 100, .. Enumerable.Repeat(1L, 296)]);
        var random = new Random(2);
        var unlike = Enumerable.Range(0, 5000).Select(_ => (ushort)(random.Next(100) < 95 ? 3 : 0)).ToArray();
        var alike = Enumerable.Range(0, 5000).Select(_ => (ushort)random.Next(3)).ToArray();
        var shape = TensorShape.Of(50, 100);

        var own = IndexPayload.Encode(unlike, shape, network);
        var common = IndexPayload.Encode(alike, shape, network);

        Assert.Equal(PayloadText.OwnModelKind, own.Kind);
        Assert.Equal(PayloadText.SharedKind, common.Kind);
        Assert.True((own.Bytes.Length - 300) * 8 < 5000 * 0.32);
        foreach (var (payload, expected) in new[] { (own, unlike), (common, alike) })
        {
            var decoded = new ushort[5000];
            Assert.Null(payload.Decode(shape, network, decoded));
            Assert.Equal(expected, decoded);
        }
    }

    [Fact]
    public void ModelSlotsFollowTheDocumentedRule()
    {
        var model = SymbolModel.FromCounts([10, 0, 30, 60]);

        // 1 + floor(c · 65533 / 100), and the rest to the most frequent.
        Assert.Equal([6554, 0, 19660, 65536 - 6554 - 19660], model.Frequencies.ToArray());
        Assert.Equal([0, 6554, 6554, 26214], model.Starts.ToArray());
        Assert.Equal([64512], SymbolModel.FromCounts([5]).Frequencies.ToArray());
        Assert.Equal(65536, SymbolModel.FromCounts(Enumerable.Repeat(1L, 65536).ToArray()).Frequencies.ToArray().Sum());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(250)]
    public void ArmourRoundTrips(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var text = new StringBuilder();
        Base85.Encode(bytes, text);

        var decoded = new byte[length];
        Assert.Equal(Base85.CharacterCount(length), text.Length);
        Assert.Equal(-1, Base85.Decode(text.ToString(), decoded));
        Assert.Equal(bytes, decoded);
    }

    [Fact]
    public void ArmourIsZ85()
    {
        // The test vector of ZeroMQ RFC 32.
        var text = new StringBuilder();
        Base85.Encode([0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B], text);

        Assert.Equal("HelloWorld", text.ToString());
        Assert.Equal(5, Base85.Decode("Hello#####", new byte[8]));
        Assert.Equal(2, Base85.Decode("He\"lo", new byte[4]));
    }

    [Fact]
    public void ChecksumIsTheCommonCrc32()
    {
        var checksum = new Crc32();
        checksum.Add("12345");
        checksum.Add("6789");

        Assert.Equal("cbf43926", checksum.ToString());
    }

    private static double Entropy(ushort[] indices) =>
        indices.CountBy(i => i).Sum(c => -(double)c.Value / indices.Length * Math.Log2((double)c.Value / indices.Length));
}
