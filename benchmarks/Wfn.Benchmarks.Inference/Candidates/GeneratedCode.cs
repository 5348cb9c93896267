extern alias WfnGenerator;

using System.Globalization;
using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Benchmarks.Inference.Networks;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>The C# that a build would generate for a network, compiled as a build compiles it and kept in the artifacts folder.</summary>
internal static class GeneratedCode
{
    private const string Namespace = "Wfn.Benchmarks.Inference.Generated";
    private const string ClassName = "Model";
    private const int HashLength = 16;

    // The preprocessor symbols of net10.0, by which generated code chooses its instruction sets.
    private static readonly string[] Symbols =
    [
        "NET",
        "NETCOREAPP",
        "NET10_0",
        .. Enumerable.Range(5, 6).Select(v => string.Create(CultureInfo.InvariantCulture, $"NET{v}_0_OR_GREATER")),
    ];

    /// <summary>Generates, compiles and loads; gives the generated class.</summary>
    public static Type Load(PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel) =>
        Load($"{network.Network.Name}.{numerics}.{kernel}", Generate(network, numerics, kernel));

    /// <summary>The same with a clock read between the steps of a sample; see <see cref="TimedSteps"/>.</summary>
    public static (Type Model, TimedSteps Steps) LoadTimed(PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel)
    {
        var sources = Generate(network, numerics, kernel);
        var steps = TimedSteps.Of(sources[0], ClassName);
        return (Load($"{network.Network.Name}.{numerics}.{kernel}.timed", [steps.Source, .. sources.Skip(1)]), steps);
    }

    private static IReadOnlyList<string> Generate(PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel)
    {
        var options = new GenerationOptions
        {
            Namespace = Namespace,
            ClassName = ClassName,
            Numerics = numerics,
            Kernel = kernel,
            MaxTableBytes = int.MaxValue,
        };
        var generated = ModelSource.Generate(WfnWriter.Write(network.Artifact), options);
        if (generated.Diagnostics.FirstOrDefault(d => d.IsError) is { } error)
        {
            throw new InvalidOperationException($"{network.Network.Name}: {error.Code}: {error.Message}");
        }

        return [.. generated.Sources.Select(s => s.Text)];
    }

    /// <summary>The generated class that another commit's program compiled and kept in a folder.</summary>
    /// <exception cref="InvalidOperationException">The folder has none of that network and kind, or several.</exception>
    public static Type LoadFrom(string folder, PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel)
    {
        var name = $"{network.Network.Name}.{numerics}.{kernel}";
        var files = Directory.GetFiles(folder, $"{name}.{new string('?', HashLength)}.dll");
        return files.Length == 1
            ? new AssemblyLoadContext($"{name} before").LoadFromAssemblyPath(Path.GetFullPath(files[0])).GetExportedTypes().Single(type => type.Name == ClassName)
            : throw new InvalidOperationException($"{folder} has {files.Length} files {name}.*.dll; let `paired` of the other commit make one");
    }

    private static Type Load(string name, IReadOnlyList<string> sources)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sources))));
        var file = Path.Combine(RepositoryPaths.Output("generated"), $"{name}.{hash[..HashLength]}.dll");
        if (!File.Exists(file))
        {
            foreach (var old in Directory.GetFiles(Path.GetDirectoryName(file)!, $"{name}.{new string('?', HashLength)}.dll"))
            {
                File.Delete(old);
            }

            File.WriteAllBytes(file, Compile(name, sources));
        }

        return new AssemblyLoadContext(name).LoadFromAssemblyPath(file).GetType($"{Namespace}.{ClassName}", throwOnError: true)!;
    }

    private static byte[] Compile(string name, IEnumerable<string> sources)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: Symbols);
        var compilation = CSharpCompilation.Create(
            name,
            sources.Select(s => CSharpSyntaxTree.ParseText(s, parsing)),
            PlatformReferences(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        return emitted.Success
            ? image.ToArray()
            : throw new InvalidOperationException(emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error).ToString());
    }

    private static IEnumerable<PortableExecutableReference> PlatformReferences() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
}
