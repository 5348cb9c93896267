extern alias WfnGenerator;

using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Wfn.Diagnostics;
using Wfn.Tool.Output;
using Wfn.Training.Sdk;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Reporting;

/// <summary>A form in which an app is handed out.</summary>
internal enum ShippedForm
{
    /// <summary>The assembly as it is built.</summary>
    Il,

    /// <summary>Published with its runtime, trimmed.</summary>
    Trimmed,

    /// <summary>The trimmed assemblies compressed by brotli, as servers hand them to browsers.</summary>
    Browser,

    /// <summary>Native code, ahead of time.</summary>
    Native,
}

/// <summary>
/// What a model adds to an app: a small app is published with the model and without it, and the difference is told. All public methods of
/// the model's class stay in the app.
/// </summary>
internal static class ShippedSizes
{
    private const string App = "Shipped";

    /// <summary>Measures it.</summary>
    /// <param name="wfnText">The artifact.</param>
    /// <param name="forms">In which forms.</param>
    /// <param name="progress">Is told of forms that cannot be published here.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="WfnException">No code can be generated from the artifact, or there is no SDK.</exception>
    public static SizeFigure[] Measure(
        string wfnText, IReadOnlyList<ShippedForm> forms, IProgressDisplay progress, CancellationToken cancellation)
    {
        var generated = ModelSource.Generate(
            wfnText, new GenerationOptions { Namespace = App, ClassName = "Model", MaxTableBytes = long.MaxValue });
        if (generated.Diagnostics.FirstOrDefault(d => d.IsError) is { } error)
        {
            throw new WfnException(error.Code, error.Message);
        }

        try
        {
            using var folder = IsolatedFolder.Create("shipped");
            var (with, without) = (Write(folder, "with", generated.Sources), Write(folder, "without", []));
            var sizes = new List<SizeFigure>();
            foreach (var form in forms)
            {
                var name = Name(form);
                progress.Begin("publishing: " + name);
                if (Publish(folder, with, form, progress, cancellation) is { } larger && Publish(folder, without, form, progress, cancellation) is { } smaller)
                {
                    sizes.Add(new SizeFigure(name, Difference(form, larger, smaller)));
                }
            }

            return [.. sizes];
        }
        catch (SdkException exception)
        {
            throw new WfnException(DiagnosticCodes.BadOption, $"--shipped publishes an app, which cannot be done: {exception.Message}; 'dotnet wfn doctor' says what to do");
        }
    }

    private static string Name(ShippedForm form) => form switch
    {
        ShippedForm.Il => "assembly (IL)",
        ShippedForm.Trimmed => "trimmed app",
        ShippedForm.Browser => "trimmed, brotli (browser)",
        _ => "NativeAOT binary",
    };

    // An app in a folder of its own; its project.
    private static string Write(IsolatedFolder root, string name, IReadOnlyList<GeneratedSource> sources)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root.Path, name)).FullName;
        var project = Path.Combine(folder, App + ".csproj");
        File.WriteAllText(
            project,
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <InvariantGlobalization>true</InvariantGlobalization>
                <DebugType>none</DebugType>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """);
        var keep = sources.Count == 0
            ? ""
            : "[System.Diagnostics.CodeAnalysis.DynamicDependency(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicMethods, "
                + $"typeof({App}.Model))]\n    ";
        File.WriteAllText(
            Path.Combine(folder, "Program.cs"),
            $"internal static class Program\n{{\n    {keep}private static void Main() => System.Console.WriteLine();\n}}\n");
        foreach (var source in sources)
        {
            File.WriteAllText(Path.Combine(folder, source.HintName), source.Text);
        }

        return project;
    }

    // The files of an app, or null where it cannot be published here, which is told.
    private static string[]? Publish(IsolatedFolder folder, string project, ShippedForm form, IProgressDisplay progress, CancellationToken cancellation)
    {
        var output = Path.Combine(Path.GetDirectoryName(project)!, "out-" + (form == ShippedForm.Browser ? ShippedForm.Trimmed : form));
        if (!Directory.Exists(output))
        {
            string[] arguments = form switch
            {
                ShippedForm.Il => [],
                ShippedForm.Native => ["-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true"],
                _ => ["-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-p:PublishTrimmed=true"],
            };
            var (exitCode, text) = folder.Run("publish", project, ["-c", "Release", "-o", output, "-tl:off", "-v", "q", "-nologo", .. arguments], cancellation);
            if (exitCode != 0)
            {
                var reason = text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? text;
                progress.Note($"warning: {Name(form)} cannot be published on this machine: {reason.Trim()}");
                return null;
            }
        }

        return form == ShippedForm.Il
            ? [Path.Combine(output, App + ".dll")]
            : Directory.GetFiles(output, form switch
            {
                ShippedForm.Browser => "*.dll",
                ShippedForm.Native => OperatingSystem.IsWindows() ? App + ".exe" : App,
                _ => "*",
            });
    }

    private static long Difference(ShippedForm form, string[] larger, string[] smaller)
    {
        if (form != ShippedForm.Browser)
        {
            return larger.Sum(Length) - smaller.Sum(Length);
        }

        // Files that are the same in both need not be compressed.
        var (with, without) = (Contents(larger), Contents(smaller));
        return with.Keys.Except(without.Keys).Sum(hash => Brotli(with[hash])) - without.Keys.Except(with.Keys).Sum(hash => Brotli(without[hash]));
    }

    private static long Length(string file) => new FileInfo(file).Length;

    private static Dictionary<string, string> Contents(string[] files)
    {
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            contents[Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))] = file;
        }

        return contents;
    }

    private static long Brotli(string file) =>
        WeightSizes.Compressed(File.ReadAllBytes(file), stream => new BrotliStream(stream, CompressionLevel.SmallestSize));
}
