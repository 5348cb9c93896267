using Wfn.Graph;
using Wfn.KernelCalls;

namespace Wfn.Generator.Emit;

/// <summary>An input or output as the generated class shows it.</summary>
/// <param name="Port">Where it lies.</param>
/// <param name="Prefix">In front of its constants' names.</param>
/// <param name="Parameter">Its parameter's name.</param>
internal sealed record ModelPort(PlanPort Port, string Prefix, string Parameter)
{
    /// <summary>The type that the model's file gives its elements.</summary>
    public ElementType Given { get; init; }

    /// <summary>The constant of its length.</summary>
    public string LengthName => Prefix + "Length";

    /// <summary>Names for all inputs and outputs of a plan: the roles' where there is one each, else the tensors' own.</summary>
    public static (ModelPort[] Inputs, ModelPort[] Outputs) Name(ExecutionPlan plan, NetworkGraph graph)
    {
        var prefixes = new HashSet<string>(StringComparer.Ordinal) { "Input", "Output", "Workspace" };
        var parameters = new HashSet<string>(StringComparer.Ordinal)
        {
            "workspace", "batch", "classes", "memory", "sample", "maxDegreeOfParallelism", "options", "threads", "parts", "part", "first", "count", "group", "groups", "threadSamples", "threadWorkspace",
            "groups", "elements", "results", "place",
        };
        return (Typed(Name(plan.Inputs, "Input", prefixes, parameters), graph.Inputs), Typed(Name(plan.Outputs, "Output", prefixes, parameters), graph.Outputs));
    }

    private static ModelPort[] Typed(ModelPort[] ports, EquatableArray<TensorInfo> tensors) =>
        [.. ports.Select((port, place) => port with { Given = tensors[place].Given })];

    private static ModelPort[] Name(EquatableArray<PlanPort> ports, string role, HashSet<string> prefixes, HashSet<string> parameters)
    {
        if (ports.Count == 1)
        {
            return [new ModelPort(ports[0], role, Identifier.Unique(Identifier.Camel(role, role), parameters))];
        }

        return
        [
            .. ports.Select(p => new ModelPort(
                p,
                Identifier.Unique(Identifier.Pascal(p.Name, role), prefixes),
                Identifier.Unique(Identifier.Camel(p.Name, role), parameters))),
        ];
    }
}
