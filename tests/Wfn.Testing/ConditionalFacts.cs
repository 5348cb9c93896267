namespace Wfn.Testing;

/// <summary>A test that runs where an environment variable is set, and is reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnRequestAttribute : FactAttribute
{
    /// <param name="variable">The environment variable.</param>
    /// <param name="reason">Why not everywhere.</param>
    public FactOnRequestAttribute(string variable, string reason)
    {
        (Variable, Reason) = (variable, reason);
        Skip = Environment.GetEnvironmentVariable(variable) is null ? $"{reason}; set {variable}=1 to run it" : null;
    }

    /// <summary>The environment variable.</summary>
    public string Variable { get; }

    /// <summary>Why not everywhere.</summary>
    public string Reason { get; }
}

/// <summary>A test of what only Linux has, reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnLinuxAttribute : FactAttribute
{
    /// <param name="reason">Why only there.</param>
    public FactOnLinuxAttribute(string reason)
    {
        Reason = reason;
        Skip = OperatingSystem.IsLinux() ? null : $"only on Linux: {reason}";
    }

    /// <summary>Why only there.</summary>
    public string Reason { get; }
}

/// <summary>Tests of what only Linux has, reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryOnLinuxAttribute : TheoryAttribute
{
    /// <param name="reason">Why only there.</param>
    public TheoryOnLinuxAttribute(string reason)
    {
        Reason = reason;
        Skip = OperatingSystem.IsLinux() ? null : $"only on Linux: {reason}";
    }

    /// <summary>Why only there.</summary>
    public string Reason { get; }
}

/// <summary>A test of what Windows does not let a test do, reported as skipped there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactNotOnWindowsAttribute : FactAttribute
{
    /// <param name="reason">Why not there.</param>
    public FactNotOnWindowsAttribute(string reason)
    {
        Reason = reason;
        Skip = OperatingSystem.IsWindows() ? $"not on Windows: {reason}" : null;
    }

    /// <summary>Why not there.</summary>
    public string Reason { get; }
}

/// <summary>A test that takes minutes: <c>.ci/run</c> runs it, and the default run of tests does not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    /// <summary>The environment variable that asks for it.</summary>
    public const string Variable = "WFN_LONG";

    public LongFactAttribute() => Skip = WhyNot;

    /// <summary>Why tests that take minutes do not run; null where they do.</summary>
    public static string? WhyNot => Environment.GetEnvironmentVariable(Variable) is null ? $"takes minutes; set {Variable}=1 to run it" : null;
}

/// <summary>A test that needs commands which are not everywhere, to be root, and to be asked for; reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactForRootWithAttribute : FactAttribute
{
    /// <param name="variable">The environment variable that asks for it, since it takes minutes.</param>
    /// <param name="commands">The commands, with commas between.</param>
    /// <param name="package">What has to be installed.</param>
    public FactForRootWithAttribute(string variable, string commands, string package)
    {
        (Variable, Commands, Package) = (variable, commands, package);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/sbin"]);
        var isThere = commands.Split(',').All(command => folders.Any(folder => File.Exists(Path.Combine(folder, command))));
        Skip = Environment.GetEnvironmentVariable(variable) is null ? $"takes minutes; set {variable}=1 to run it"
            : isThere && Environment.IsPrivilegedProcess ? null
            : $"needs {package} ({commands}), and root";
    }

    /// <summary>The environment variable that asks for it.</summary>
    public string Variable { get; }

    /// <summary>The commands.</summary>
    public string Commands { get; }

    /// <summary>What has to be installed.</summary>
    public string Package { get; }
}

/// <summary>Tests on an emulated Arm processor, reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryOnEmulatedArmAttribute : TheoryAttribute
{
    public TheoryOnEmulatedArmAttribute() => Skip = EmulatedArm.WhyNot;
}

/// <summary>A test on an emulated Arm processor, reported as skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnEmulatedArmAttribute : FactAttribute
{
    public FactOnEmulatedArmAttribute() => Skip = EmulatedArm.WhyNot;
}
