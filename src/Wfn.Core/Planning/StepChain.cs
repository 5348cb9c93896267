using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>
/// Consecutive steps of a plan, each of which reads what the one before makes and nothing else, so that nobody in front of them or behind
/// them has to do with what is between them.
/// </summary>
/// <param name="First">The number of the first step.</param>
/// <param name="End">The number of the step behind the last.</param>
internal readonly record struct StepChain(int First, int End)
{
    /// <summary>All such chains of steps of some kind that are as long as can be.</summary>
    public static IEnumerable<StepChain> Of(ExecutionPlan plan, Func<KernelCall, bool> isOfKind)
    {
        var makers = Makers(plan);
        for (var first = 0; first < plan.Calls.Count;)
        {
            if (!isOfKind(plan.Calls[first]) || plan.Calls[first].Reads.Count() != 1)
            {
                first++;
                continue;
            }

            var end = first + 1;
            while (end < plan.Calls.Count && isOfKind(plan.Calls[end]) && makers[end] is [var maker] && maker == end - 1)
            {
                end++;
            }

            if (IsCut(plan, makers, first, end))
            {
                yield return new StepChain(first, end);
            }

            first = end;
        }
    }

    // Behind the chain nothing is read that was there before its end, but its result.
    private static bool IsCut(ExecutionPlan plan, int[][] makers, int first, int end) =>
        Enumerable.Range(end, plan.Calls.Count - end).All(step => makers[step].All(maker => maker >= end - 1))
        && Enumerable.Range(first + 1, end - first - 1).All(step => makers[step].All(maker => maker == step - 1))
        && plan.Outputs.All(output => MakerOf(plan, output.Region, plan.Calls.Count) >= end - 1);

    // For every step the numbers of those that make what it reads; -1 for the network's inputs.
    private static int[][] Makers(ExecutionPlan plan) =>
        [.. plan.Calls.Select((step, number) => step.Reads.Select(region => MakerOf(plan, region, number)).ToArray())];

    // Memory is used again and again; who wrote a place last has made what is there.
    private static int MakerOf(ExecutionPlan plan, PlanRegion region, int before)
    {
        var maker = before - 1;
        while (maker >= 0 && plan.Calls[maker].Written != region)
        {
            maker--;
        }

        return maker;
    }
}
