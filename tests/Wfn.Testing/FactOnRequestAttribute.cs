namespace Wfn.Testing;

/// <summary>A test that runs where an environment variable is set, and is reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactOnRequestAttribute : FactAttribute
{
    /// <param name="variable">The environment variable.</param>
    /// <param name="reason">Why not everywhere.</param>
    public FactOnRequestAttribute(string variable, string reason)
    {
        Variable = variable;
        Reason = reason;
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            Skip = $"{reason}; set {variable}=1 to run it";
        }
    }

    /// <summary>The environment variable.</summary>
    public string Variable { get; }

    /// <summary>Why not everywhere.</summary>
    public string Reason { get; }
}
