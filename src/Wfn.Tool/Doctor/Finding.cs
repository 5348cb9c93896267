namespace Wfn.Tool.Doctor;

/// <summary>How something is that WfnBuild needs or profits from.</summary>
internal enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Everything works, but something could be better.</summary>
    Advice,

    /// <summary>Something that is needed is not there.</summary>
    Missing,
}

/// <summary>What was looked at.</summary>
/// <param name="Name">What it is.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do; empty where nothing is to be done.</param>
internal sealed record Finding(string Name, FindingState State, string Found, string Advice = "");

/// <summary>All that was looked at.</summary>
/// <param name="Findings">What was looked at.</param>
internal sealed record DoctorReport(IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing that is needed is missing.</summary>
    public bool IsHealthy => Findings.All(f => f.State != FindingState.Missing);
}
