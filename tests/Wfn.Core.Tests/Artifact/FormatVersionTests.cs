using System.Security.Cryptography;
using System.Text;
using Wfn.Artifact;

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
    [InlineData("v1-every-node.wfn", "v2-every-node.wfn")]
    [InlineData("v1-layer.wfn", "v2-layer.wfn")]
    public void EarlierVersionsAreWrittenAsTheNewest(string earlier, string newest) =>
        Assert.Equal(Example(newest), WfnWriter.Write(WfnReader.Read(Example(earlier), earlier)));

    [Theory]
    [InlineData("v2-every-node.wfn")]
    [InlineData("v2-layer.wfn")]
    public void WritingAgainGivesTheSameBytes(string name)
    {
        var text = Example(name);

        Assert.Equal(text, WfnWriter.Write(WfnReader.Read(text, name)));
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
