using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Xml;
using System.Xml.Linq;
using Wfn.Training.Native;
using Wfn.Training.Sdk;

namespace Wfn.Tool.Doctor;

/// <summary>Looks at what builds, training and generated code depend on. Nothing is changed, loaded or fetched.</summary>
internal static class Examination
{
    private const int NeededSdk = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Examines this machine, and the project of a folder if there is one.</summary>
    public static DoctorReport Of(string folder) => new(
    [
        Tool(),
        new Finding("runtime", FindingState.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}"),
        Sdk(SdkList(folder)),
        Vectors(),
        TrainingLibrary(),
        .. Projects(folder).Select(Project),
    ]);

    /// <summary>What the list of SDKs says.</summary>
    /// <param name="list">What <c>dotnet --list-sdks</c> prints, or null where there is no such command.</param>
    public static Finding Sdk(string? list)
    {
        const string Name = ".NET SDK";
        if (list is null)
        {
            return new Finding(Name, FindingState.Missing, "no 'dotnet' on the path", "install the .NET 10 SDK: models are built into apps by it, or by one from 8 on");
        }

        var versions = list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(' ')[0]).ToArray();
        return versions.Any(v => int.TryParse(v.Split('.')[0], out var major) && major >= NeededSdk)
            ? new Finding(Name, FindingState.Ok, string.Join(", ", versions))
            : new Finding(
                Name,
                FindingState.Missing,
                versions.Length == 0 ? "none" : string.Join(", ", versions),
                "install the .NET 10 SDK, or one from 8 on; projects may go on targeting older frameworks");
    }

    /// <summary>What a project says about the package.</summary>
    public static Finding Project((string File, string? Version) project)
    {
        var name = $"Wfn.Build in {Path.GetFileName(project.File)}";
        return project.Version is null
            ? new Finding(name, FindingState.Ok, "version given elsewhere (Directory.Packages.props, or a floating one)")
            : project.Version == ToolVersion
                ? new Finding(name, FindingState.Ok, project.Version)
                : new Finding(
                    name,
                    FindingState.Advice,
                    project.Version,
                    $"the tool is {ToolVersion}; give both the same version, so that the build reads whatever this tool writes");
    }

    /// <summary>The projects of a folder that reference Wfn.Build, with the version they give.</summary>
    public static IEnumerable<(string File, string? Version)> Projects(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.csproj").Concat(Directory.EnumerateFiles(folder, "Directory.*.props")).Order(StringComparer.Ordinal))
        {
            XElement? reference;
            try
            {
                reference = XDocument.Load(file).Descendants().FirstOrDefault(
                    e => e.Name.LocalName is "PackageReference" or "PackageVersion" && (string?)e.Attribute("Include") == "Wfn.Build");
            }
            catch (XmlException)
            {
                // MSBuild says better than this tool could what is wrong with the file.
                continue;
            }

            if (reference is not null)
            {
                var version = (string?)reference.Attribute("Version") ?? reference.Elements().FirstOrDefault(e => e.Name.LocalName == "Version")?.Value;
                yield return (file, version is null || version.AsSpan().ContainsAny("*$[(") ? null : version);
            }
        }
    }

    private static string ToolVersion { get; } =
        (typeof(Examination).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "").Split('+')[0];

    private static Finding Tool() => new("dotnet wfn", FindingState.Ok, $"{ToolVersion} in {AppContext.BaseDirectory}");

    private static string? SdkList(string folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(IsolatedFolder.DotNet, "--list-sdks")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return null;
            }

            return output.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static Finding Vectors()
    {
        const string Name = "vectors of generated code";
        string[] sets =
        [
            .. new (string Name, bool IsThere)[]
            {
                ("SSE4.1", Sse41.IsSupported), ("AVX2", Avx2.IsSupported), ("AVX-VNNI", AvxVnni.IsSupported), ("AVX-512BW", Avx512BW.IsSupported),
                ("AVX-512VBMI", Avx512Vbmi.IsSupported), ("AdvSimd", AdvSimd.IsSupported), ("Dp", Dp.IsSupported),
            }.Where(set => set.IsThere).Select(set => set.Name),
        ];
        var bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        var found = bits == 0 ? "none" : $"{bits} bits ({string.Join(", ", sets)})";
        return bits == 0
            ? new Finding(Name, FindingState.Advice, found, "portable code runs; look for DOTNET_EnableHWIntrinsic=0 or similar in the environment")
            : bits == 128 && RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? new Finding(Name, FindingState.Advice, found, "look for DOTNET_EnableAVX2=0 in the environment, or for a virtual machine that hides AVX2")
                : new Finding(Name, FindingState.Ok, found);
    }

    private static Finding TrainingLibrary()
    {
        const string Name = "libtorch, for training";
        return LibTorch.Find() switch
        {
            (null, _) => new Finding(
                Name,
                FindingState.Advice,
                $"none for {RuntimeInformation.RuntimeIdentifier}",
                "compress by samples (--calibration) or train on x64 Linux, x64 Windows or an Arm Mac; everything else works here"),
            (var package, null) => new Finding(
                Name, FindingState.Ok, $"{package} is not there yet", "it is fetched through your NuGet sources when a command first trains (some 130 MB)"),
            (var package, var folder) => new Finding(Name, FindingState.Ok, $"{package} in {folder}"),
        };
    }
}
