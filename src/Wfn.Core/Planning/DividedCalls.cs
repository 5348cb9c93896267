using Wfn.KernelCalls;

namespace Wfn.Planning;

/// <summary>Which calls of a plan several threads divide, where one sample is to be there soon.</summary>
internal static class DividedCalls
{
    // Vector operations, about a cycle each. A call handed to another thread, and its end seen, takes about 3,000 of them.
    private const long LeastOfCall = 10_000;

    // Threads of the pool come after some microseconds, when they have just worked, and else after some dozens: a network of 270,000 vector
    // operations (80 µs) gained nothing on two cores.
    private const long LeastOfPlan = 500_000;

    /// <summary>For each call, whether it is divided; none of them where the whole is too little for other threads to come.</summary>
    public static EquatableArray<bool> Of(ExecutionPlan plan)
    {
        var isWorthIt = plan.Calls.Select(call => call.Parts is not null && Cost(call) >= LeastOfCall).ToArray();
        var total = plan.Calls.Where((_, i) => isWorthIt[i]).Sum(Cost);
        return isWorthIt.Select(isOne => isOne && total >= LeastOfPlan).ToEquatableArray();
    }

    private static long Cost(KernelCall call) => call.Cost?.Vectors ?? 0;
}
