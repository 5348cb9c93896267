using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wfn.Training.Sdk;

/// <summary>
/// A folder of the user's own in which the .NET SDK restores and builds, with the user's feeds, proxies and credentials; it goes when it is
/// disposed of.
/// </summary>
/// <remarks>
/// A restore runs code that its project imports, and takes orders from files in all folders above it. So it runs in a folder that only
/// the user can write to, which ends the search for each of those files, and not where the user stands; NuGet looks for
/// configuration in the root folder, which belongs to the system, and in the user's and the system's own places.
/// </remarks>
internal sealed class IsolatedFolder : IDisposable
{
    private static readonly (string Name, string Contents)[] EndsOfSearch =
    [
        ("Directory.Build.props", "<Project />"),
        ("Directory.Build.targets", "<Project />"),
        ("Directory.Packages.props", "<Project />"),
        ("Directory.Build.rsp", ""),
        ("global.json", "{}"),
    ];

    // A build that we run inside of must not lend this one its own MSBuild, and no process of another build may answer, or stay behind.
    private static readonly (string Name, string? Value)[] Variables =
    [
        ("MSBUILD_EXE_PATH", null), ("MSBuildSDKsPath", null), ("MSBuildExtensionsPath", null), ("MSBUILDDISABLENODEREUSE", "1"),
        ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("UseSharedCompilation", "false"),
    ];

    private IsolatedFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The command, by its full path: a bare name would be looked for in the current folder, too.</summary>
    /// <remarks>The runtime lies in &lt;dotnet&gt;/shared/&lt;framework&gt;/&lt;version&gt;.</remarks>
    public static string DotNet
    {
        get
        {
            var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
            return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && System.IO.Path.IsPathFullyQualified(host)
                ? host
                : System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        }
    }

    /// <summary>Makes one below the user's own data, never the temporary folder, in which anybody may put files.</summary>
    /// <param name="purpose">The beginning of its name.</param>
    /// <exception cref="SdkException">It cannot be made.</exception>
    public static IsolatedFolder Create(string purpose)
    {
        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        if (own.Length == 0)
        {
            throw new SdkException("there is no folder of the user's own to do it in (HOME is not set)");
        }

        var path = System.IO.Path.Combine(own, "wfn", $"{purpose}-{Guid.NewGuid():N}");
        try
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var (name, contents) in EndsOfSearch)
            {
                File.WriteAllText(System.IO.Path.Combine(path, name), contents);
            }

            return new IsolatedFolder(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SdkException($"the folder {path} cannot be made: {exception.Message}", exception);
        }
    }

    /// <summary>Runs a command of the SDK on a project.</summary>
    /// <param name="command">The command, as <c>restore</c>.</param>
    /// <param name="project">The project's path, in this folder or below.</param>
    /// <param name="arguments">What else it is told.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its exit status, and all that it said.</returns>
    /// <exception cref="SdkException">There is no SDK.</exception>
    public (int ExitCode, string Output) Run(string command, string project, string[] arguments, CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo(
            DotNet, [command, project, "-nodeReuse:false", "-p:RestoreRootConfigDirectory=" + System.IO.Path.GetPathRoot(Path), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = System.IO.Path.GetDirectoryName(project)!,
        };
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        // NuGet unpacks by way of a temporary folder.
        start.Environment["NUGET_SCRATCH"] = System.IO.Path.Combine(Path, "scratch");
        try
        {
            using var process = Process.Start(start)!;
            using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            return (process.ExitCode, output);
        }
        catch (Win32Exception exception)
        {
            throw new SdkException("the dotnet command was not found: " + exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
