using System.Security.Cryptography;

namespace Wfn.EndToEnd.Tests;

/// <summary>The same sources in another folder give the same files.</summary>
[Collection(EndToEnd.Name)]
public sealed class DeterminismTests(PackedFeed feed)
{
    [Fact]
    public void TwoBuildsInTwoFoldersAreTheSameBytes()
    {
        var builds = new[] { "here", "elsewhere/and deeper" }.Select(place =>
        {
            var app = new Consumer(
                feed,
                Path.Combine(place, "Same"),
                "net10.0",
                $"""
                <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
                <WfnModel Include="models/digits.onnx" />
                <WfnModel Include="models/ready.wfn" Tables="Resource" />
                """,
                """
                <AssemblyName>Same</AssemblyName>
                <RootNamespace>Same</RootNamespace>
                <ContinuousIntegrationBuild>true</ContinuousIntegrationBuild>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <PathMap>$(MSBuildProjectDirectory)=/_/</PathMap>
                """);
            app.Write("models/ready.wfn", SampleArtifact.Calibrated("fashion-cnn.onnx"));
            File.WriteAllBytes(
                app.PathTo("models/digits.onnx"),
                new OnnxModel().Input("x", -1, 4).Output("y").Floats("w", [4, 2], [1, 0.5f, -1, 2, 0.25f, 1, -2, 1])
                    .NamedNode("product", "MatMul", ["x", "w"], ["y"]).ToBytes());
            app.Build();
            return Directory.GetFiles(app.Folder, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".wfn" or ".tables" || f.EndsWith(".g.cs", StringComparison.Ordinal)
                    || (Path.GetFileName(f) == "Same.dll" && f.Contains("bin", StringComparison.Ordinal)))
                .ToDictionary(f => Path.GetRelativePath(app.Folder, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))), StringComparer.Ordinal);
        }).ToArray();

        Assert.Contains(Path.Combine("bin", "Debug", "net10.0", "Same.dll"), builds[0].Keys);
        Assert.Equal(6, builds[0].Keys.Count(k => k.EndsWith(".g.cs", StringComparison.Ordinal) && k.Contains("Wfn.Generator", StringComparison.Ordinal) && !k.Contains("WfnModelAttribute", StringComparison.Ordinal)));
        Assert.Equal(builds[0].OrderBy(f => f.Key, StringComparer.Ordinal), builds[1].OrderBy(f => f.Key, StringComparer.Ordinal));
    }
}
