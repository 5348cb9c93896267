extern alias WfnGenerator;

using System.Runtime.InteropServices;
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

    /// <summary>A Blazor WebAssembly app as its publishing compresses it by brotli, and servers hand it to browsers.</summary>
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
    /// <summary>How the figures are made, for readers of a report.</summary>
    public const string Method =
        "An app is published with the model's code, weights included, and without it; the figure is the difference. Assembly: the app's .dll. "
            + "Trimmed: all files of a self-contained app with PublishTrimmed. Blazor: all .br files that publishing a Blazor WebAssembly app makes. "
            + "NativeAOT: the binary.";

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
            var sizes = new List<SizeFigure>();
            foreach (var form in forms)
            {
                var name = Name(form);
                progress.Begin("publishing: " + name);
                if (Published(folder, form, generated.Sources, progress, cancellation) is { } with && Published(folder, form, [], progress, cancellation) is { } without)
                {
                    sizes.Add(new SizeFigure(name, with - without));
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
        ShippedForm.Browser => "Blazor WebAssembly, brotli",
        _ => "NativeAOT binary",
    };

    // The bytes of an app with some code, or null where it cannot be published here, which is told.
    private static long? Published(
        IsolatedFolder root, ShippedForm form, IReadOnlyList<GeneratedSource> sources, IProgressDisplay progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root.Path, form + (sources.Count > 0 ? "-with" : "-without"))).FullName;
        var project = Write(folder, form, sources);
        var output = Path.Combine(folder, "out");
        string[] arguments = form switch
        {
            ShippedForm.Native => ["-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true"],
            ShippedForm.Trimmed => ["-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-p:PublishTrimmed=true"],
            _ => [],
        };
        var (exitCode, text) = root.Run("publish", project, ["-c", "Release", "-o", output, "-tl:off", "-v", "q", "-nologo", .. arguments], cancellation);
        if (exitCode != 0)
        {
            var reason = text.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? text;
            progress.Note($"warning: {Name(form)} cannot be published on this machine: {reason.Trim()}");
            return null;
        }

        var files = form switch
        {
            ShippedForm.Il => [Path.Combine(output, App + ".dll")],
            ShippedForm.Native => [Path.Combine(output, OperatingSystem.IsWindows() ? App + ".exe" : App)],
            ShippedForm.Browser => Directory.GetFiles(output, "*.br", SearchOption.AllDirectories),
            _ => Directory.GetFiles(output),
        };
        return files.Sum(file => new FileInfo(file).Length);
    }

    // An app in a folder of its own; its project.
    private static string Write(string folder, ShippedForm form, IReadOnlyList<GeneratedSource> sources)
    {
        var (sdk, items) = form == ShippedForm.Browser
            ? ("Microsoft.NET.Sdk.BlazorWebAssembly", """<PackageReference Include="Microsoft.AspNetCore.Components.WebAssembly" Version="$(BundledNETCoreAppPackageVersion)" />""")
            : ("Microsoft.NET.Sdk", "");
        var project = Path.Combine(folder, App + ".csproj");
        File.WriteAllText(
            project,
            $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <InvariantGlobalization>true</InvariantGlobalization>
                <DebugType>none</DebugType>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>{items}</ItemGroup>
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
}
