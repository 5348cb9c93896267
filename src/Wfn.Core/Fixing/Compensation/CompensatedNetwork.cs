namespace Wfn.Fixing.Compensation;

/// <summary>A network whose weights were fixed by what samples tell.</summary>
/// <param name="Network">The network.</param>
/// <param name="Budget">The budget that it was fixed within.</param>
/// <param name="Outputs">How its outputs compare to the original's, on samples that took no part in rounding.</param>
/// <param name="IsWithinLimit">Whether they are near enough.</param>
public sealed record CompensatedNetwork(FixedNetwork Network, CodebookBudget Budget, OutputComparison Outputs, bool IsWithinLimit);
