using System.Globalization;
using System.Runtime.InteropServices;

namespace Wfn.Testing;

/// <summary>
/// An Arm processor that qemu-user emulates, with .NET for it: what runs there are the assemblies that were built for this machine.
/// It shows which bits come out, and nothing of time.
/// </summary>
internal static class EmulatedArm
{
    /// <summary>The environment variable that asks for it.</summary>
    public const string Variable = "WFN_ARM";

    private const string Emulator = "qemu-aarch64";
    private const string Libraries = "/usr/aarch64-linux-gnu";

    // The emulator now and then fails to stop a thread for the collector or for code that is compiled again, and .NET ends by a signal.
    // So nothing is compiled twice, and collections are few; a run that ends by a signal all the same is begun again, up to three times.
    private const int Tries = 3;
    private const int FirstSignal = 128;

    private static readonly string[] Settings =
        ["DOTNET_TieredCompilation=0", "DOTNET_gcConcurrent=0", "DOTNET_gcServer=0", "DOTNET_GCgen0size=0x10000000", "DOTNET_EnableWriteXorExecute=0"];

    private static readonly Lazy<string> Program = new(Publish);

    /// <summary>Why it cannot be used; null where it can.</summary>
    public static string? WhyNot =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "this is an Arm processor"
        : Environment.GetEnvironmentVariable(Variable) is null ? $"takes minutes; set {Variable}=1 to run it"
        : IsInstalled ? null
        : "needs an emulator and Arm's libraries: apt-get install qemu-user libc6-arm64-cross libstdc++6-arm64-cross";

    private static bool IsInstalled => OperatingSystem.IsLinux() && File.Exists($"{Libraries}/lib/libstdc++.so.6")
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Emulator)));

    /// <summary>How many of a test's random cases are drawn: half of them there, where each takes many times as long.</summary>
    public static int Draws(int number) => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? number / 2 : number;

    /// <summary>More than how many of a kind must be among them: there, where half are drawn and chance decides, one is enough.</summary>
    public static int Least(int number) => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0 : number;

    /// <summary>Runs tools/Wfn.OtherProcessor and expects success.</summary>
    /// <param name="processor">The emulator's name for the processor.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <returns>The lines that it printed; the first names the processor's instruction sets.</returns>
    public static string[] Run(string processor, params string[] arguments)
    {
        string[] command = [.. Settings, Emulator, "-cpu", processor, "-L", Libraries, Program.Value, .. arguments];
        var outcome = ChildProcess.Run(Repository.Root, "env", command);
        for (var tries = 1; outcome.ExitCode >= FirstSignal && tries < Tries; tries++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Emulator} ended by signal {outcome.ExitCode - FirstSignal}, and is begun again"));
            outcome = ChildProcess.Run(Repository.Root, "env", command);
        }

        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', command)}\nended with {outcome.ExitCode}:\n{outcome.Output}");
        return outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Publish()
    {
        var folder = Directory.CreateTempSubdirectory("wfn-arm-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);

        // Its intermediate files lie apart from those of the ordinary build, which is for the machine's own processor.
        ChildProcess.Dotnet(
            Repository.PathTo("tools/Wfn.OtherProcessor"), "publish", "-c", "Release", "-r", "linux-arm64", "--self-contained",
            "-o", Path.Combine(folder, "program"), $"-p:ArtifactsPath={Path.Combine(folder, "artifacts")}", "-tl:off");
        return Path.Combine(folder, "program", "Wfn.OtherProcessor");
    }
}
