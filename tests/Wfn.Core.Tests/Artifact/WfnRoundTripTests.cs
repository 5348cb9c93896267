using System.Globalization;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Core.Tests.Artifact;

public class WfnRoundTripTests
{
    [Fact]
    public void EveryKindOfNodeSurvivesWritingAndReading()
    {
        var artifact = SampleNetworks.EveryNode();
        var text = WfnWriter.Write(artifact);

        var read = WfnReader.Read(text, "model.wfn");

        Assert.Equal(artifact, read);
        Assert.Equal(text, WfnWriter.Write(read));
        var kinds = typeof(Node).Assembly.GetTypes().Count(t => t.IsSealed && t.IsSubclassOf(typeof(Node)));
        Assert.Equal(kinds, artifact.Graph.Nodes.Select(n => n.GetType()).Distinct().Count());
    }

    [Fact]
    public void StoredParametersKeepEveryBit()
    {
        float[] values = [float.Epsilon, -0.0f, float.MaxValue, -1.1f, 1e-20f];
        var artifact = SampleNetworks.OneLayer(1, 5, new Codebook(0, []), values, isFixed: false);

        var read = WfnReader.Read(WfnWriter.Write(artifact), null);

        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.Graph.Parameters[0].Values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void TextIsPrintableAsciiInShortPayloadLines()
    {
        var text = WfnWriter.Write(SampleNetworks.OneLayer(100, 100));

        Assert.All(text, c => Assert.True(c is '\n' or (>= ' ' and <= '~')));
        var lines = text.Split('\n');
        var first = Array.FindIndex(lines, l => l.StartsWith("payload", StringComparison.Ordinal)) + 1;
        var payload = lines[first..^2];
        Assert.All(payload, l => Assert.True(l.Length <= 120 && l.IndexOfAny(['"', '\'', '\\', ' ']) < 0));
        Assert.Equal("end", lines[^2]);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public void CrlfAndByteOrderMarkAreAccepted()
    {
        var artifact = SampleNetworks.EveryNode();
        var text = "\uFEFF" + WfnWriter.Write(artifact).Replace("\n", "\r\n", StringComparison.Ordinal);

        Assert.Equal(artifact, WfnReader.Read(text, null));
    }

    [Fact]
    public void CultureDoesNotMatter()
    {
        var artifact = SampleNetworks.EveryNode();
        var expected = WfnWriter.Write(artifact);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NegativeSign = "−", NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(expected, WfnWriter.Write(artifact));
            Assert.Equal(artifact, WfnReader.Read(expected, null));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void NewerVersionIsNamed()
    {
        var text = "wfn 4\nsomething new\n";

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(text, "model.wfn"));

        Assert.Equal(DiagnosticCodes.NewerArtifact, e.Code);
        Assert.Equal("model.wfn", e.File);
        Assert.Equal(1, e.Line);
        Assert.Contains("version 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AKindOfANewerVersionIsNamed()
    {
        var text = WfnWriter.Write(SampleNetworks.EveryNode()).Replace("kind=relu", "kind=warp", StringComparison.Ordinal);

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(text, "model.wfn"));

        Assert.Equal(DiagnosticCodes.NewerArtifact, e.Code);
        Assert.Contains("'warp' is no kind of node that this version knows", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BuilderRefusesWeightOffTheCodebook()
    {
        var codebook = Codebook.FromValues([0f, 0.5f]);

        var e = Assert.Throws<ArgumentException>(() => SampleNetworks.OneLayer(1, 3, codebook, [0f, 0.5f, 0.25f]));

        Assert.Contains("weight 2 of 'w'", e.Message, StringComparison.Ordinal);
    }
}
