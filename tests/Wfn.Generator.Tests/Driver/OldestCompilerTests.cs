using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Wfn.Generator.Tests.Driver;

/// <summary>The generator inside the compiler of the .NET 8 SDK, which is the oldest that it promises to work in.</summary>
public sealed class OldestCompilerTests
{
    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void ModelsBecomeClassesThere(string framework)
    {
        Assert.Equal("4.8.0", OldestCompiler.Call<string>(nameof(OldestCompiler.Version)));

        Assert.Empty(OldestCompiler.Call<string[]>(
            nameof(OldestCompiler.ComplaintsOfAProject), framework, Models.Calibrated(0.5f, 1), Models.Calibrated(0.25f, 1)));
    }

    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void EveryKernelCompilesThere(string framework) =>
        Assert.Empty(OldestCompiler.Call<string[]>(nameof(OldestCompiler.ComplaintsOfAllKernels), framework));

    // What csc of the SDK 8.0.100, on .NET and in Visual Studio 2022 17.8, has beside it; one that needs newer ones is left out with warning CS9057 or CS8032.
    [Theory]
    [InlineData("Microsoft.CodeAnalysis", "4.8.0.0")]
    [InlineData("Microsoft.CodeAnalysis.CSharp", "4.8.0.0")]
    [InlineData("System.Collections.Immutable", "7.0.0.0")]
    [InlineData("System.Memory", "4.0.1.2")]
    [InlineData("System.Numerics.Vectors", "4.1.4.0")]
    [InlineData("netstandard", "2.0.0.0")]
    public void NothingNewerThanThatCompilersIsReferredTo(string assembly, string version)
    {
        var references = References();

        Assert.True(references.GetValueOrDefault(assembly, new Version()) <= new Version(version), $"{assembly} {references.GetValueOrDefault(assembly)}");
        Assert.Empty(references.Keys.Except(
            ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory", "System.Numerics.Vectors", "netstandard"]));
    }

    private static Dictionary<string, Version> References()
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Wfn.Generator.dll")));
        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).ToDictionary(r => metadata.GetString(r.Name), r => r.Version);
    }
}
