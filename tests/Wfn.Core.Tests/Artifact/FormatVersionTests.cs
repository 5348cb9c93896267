using System.Security.Cryptography;
using System.Text;
using Wfn.Artifact;
using Wfn.Diagnostics;

namespace Wfn.Core.Tests.Artifact;

/// <summary>Files as they were written by each version of the format; they stay readable for ever and are never written anew.</summary>
public class FormatVersionTests
{
    [Theory]
    [InlineData("v1-every-node.wfn", 19, 10, "9deeb5006fc9020c")]
    [InlineData("v1-layer.wfn", 1, 1, "c55813961310581c")]
    public void Version1StaysReadable(string name, int nodes, int parameters, string hash)
    {
        var text = Example(name);

        var artifact = WfnReader.Read(text, name);

        Assert.Equal(1, artifact.FormatVersion);
        Assert.Equal(nodes, artifact.Graph.Nodes.Count);
        Assert.Equal(parameters, artifact.Graph.Parameters.Count);
        Assert.Equal(hash, HashOfValues(artifact));
    }

    [Theory]
    [InlineData("v1-every-node.wfn", "v3-every-node.wfn")]
    [InlineData("v2-every-node.wfn", "v3-every-node.wfn")]
    [InlineData("v1-layer.wfn", "v3-layer.wfn")]
    [InlineData("v2-layer.wfn", "v3-layer.wfn")]
    public void EarlierVersionsAreWrittenAsTheNewest(string earlier, string newest) =>
        Assert.Equal(Example(newest), WfnWriter.Write(WfnReader.Read(Example(earlier), earlier)));

    [Theory]
    [InlineData("v3-every-node.wfn")]
    [InlineData("v3-layer.wfn")]
    [InlineData("v3-kernels.wfn")]
    public void WritingAgainGivesTheSameBytes(string name)
    {
        var text = Example(name);

        Assert.Equal(text, WfnWriter.Write(WfnReader.Read(text, name)));
    }

    [Fact]
    public void AnExampleHasWeightsCodedInContext()
    {
        var text = Example("v3-kernels.wfn");

        Assert.Contains(" kind=indicesInContext context=[left,above] ", text, StringComparison.Ordinal);
        Assert.Equal("d7cf67d21f4c0351", HashOfValues(WfnReader.Read(text, null)));
    }

    [Fact]
    public void BeforeVersion3NothingIsCodedInContext()
    {
        var text = WfnChecksums.Repair(Example("v3-kernels.wfn").Replace("wfn 3\n", "wfn 2\n", StringComparison.Ordinal));

        var e = Assert.Throws<WfnException>(() => WfnReader.Read(text, null));

        Assert.Equal(DiagnosticCodes.CorruptedArtifact, e.Code);
        Assert.Contains("field 'kind'", e.Message, StringComparison.Ordinal);
    }

    private static string HashOfValues(WfnArtifact artifact)
    {
        var bits = artifact.Graph.Parameters.SelectMany(p => p.Values).SelectMany(v => BitConverter.GetBytes(v + 0f));
        return Convert.ToHexStringLower(SHA256.HashData(bits.ToArray()))[..16];
    }

    private static string Example(string name)
    {
        var resource = $"Wfn.Core.Tests.Artifact.Examples.{name}";
        using var stream = typeof(FormatVersionTests).Assembly.GetManifestResourceStream(resource);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
