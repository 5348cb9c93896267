extern alias WfnGenerator;

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Wfn.Diagnostics;
using Wfn.Tool.Output;
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

        var root = Directory.CreateTempSubdirectory("wfn-shipped-").FullName;
        try
        {
            var (with, without) = (Path.Combine(root, "with"), Path.Combine(root, "without"));
            Write(with, generated.Sources);
            Write(without, []);
            var sizes = new List<SizeFigure>();
            foreach (var form in forms)
            {
                var name = Name(form);
                progress.Begin("publishing: " + name);
                if (Publish(with, form, progress, cancellation) is { } larger && Publish(without, form, progress, cancellation) is { } smaller)
                {
                    sizes.Add(new SizeFigure(name, Difference(form, larger, smaller)));
                }
            }

            return [.. sizes];
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Name(ShippedForm form) => form switch
    {
        ShippedForm.Il => "assembly (IL)",
        ShippedForm.Trimmed => "trimmed app",
        ShippedForm.Browser => "trimmed, brotli (browser)",
        _ => "NativeAOT binary",
    };

    private static void Write(string folder, IReadOnlyList<GeneratedSource> sources)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, App + ".csproj"),
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
    }

    // The files of an app, or null where it cannot be published here, which is told.
    private static string[]? Publish(string project, ShippedForm form, IProgressDisplay progress, CancellationToken cancellation)
    {
        var output = Path.Combine(project, "out-" + (form == ShippedForm.Browser ? ShippedForm.Trimmed : form));
        if (!Directory.Exists(output))
        {
            string[] arguments = form switch
            {
                ShippedForm.Il => [],
                ShippedForm.Native => ["-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true"],
                _ => ["-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-p:PublishTrimmed=true"],
            };
            var (exitCode, text) = Dotnet(project, ["publish", "-c", "Release", "-o", output, "-tl:off", "-v", "q", "-nologo", .. arguments], cancellation);
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

    private static long Brotli(string file)
    {
        using var result = new MemoryStream();
        using (var stream = new BrotliStream(result, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            stream.Write(File.ReadAllBytes(file));
        }

        return result.Length;
    }

    private static (int ExitCode, string Text) Dotnet(string folder, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing may stay behind with files of the folder open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        try
        {
            using var process = Process.Start(start)!;
            using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var text = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode, text);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption, $"--shipped publishes an app, and there is no 'dotnet' on the path ({e.Message}); 'dotnet wfn doctor' says what to do");
        }
    }
}
