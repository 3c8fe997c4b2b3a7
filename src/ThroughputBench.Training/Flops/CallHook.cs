using System.Reflection;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace ThroughputBench.Training.Flops;

/// <summary>A forward hook on a module of any signature: TorchSharp's hooks are typed by the module's arguments.</summary>
internal static class CallHook
{
    private static readonly Type[] Callable =
    [
        typeof(Module<,>),
        typeof(Module<,,>),
        typeof(Module<,,,>),
        typeof(Module<,,,,>),
        typeof(Module<,,,,,>),
        typeof(Module<,,,,,,>),
    ];

    private static readonly MethodInfo[] Typed =
    [
        .. typeof(CallHook).GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Where(method => method.Name == nameof(On)),
    ];

    /// <summary>Observes every call of a module, with its arguments and its result.</summary>
    /// <returns>What removes the hook. A module that takes no hooks (a collection, a script) gets none.</returns>
    public static Action Register(Module module, Action<object?[], object?> observe)
    {
        for (Type? type = module.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType || !Callable.Contains(type.GetGenericTypeDefinition()))
                continue;
            Type[] arguments = type.GetGenericArguments();
            MethodInfo on = Typed.Single(method => method.GetGenericArguments().Length == arguments.Length).MakeGenericMethod(arguments);
            return on.CreateDelegate<Func<Module, Action<object?[], object?>, Action>>()(module, observe);
        }
        return () => { };
    }

    private static Action On<T, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T, TResult>)module)
            .register_forward_hook(
                (_, a, result) =>
                {
                    observe([a], result);
                    return result;
                }
            )
            .remove;

    private static Action On<T1, T2, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T1, T2, TResult>)module)
            .register_forward_hook(
                (_, a, b, result) =>
                {
                    observe([a, b], result);
                    return result;
                }
            )
            .remove;

    private static Action On<T1, T2, T3, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T1, T2, T3, TResult>)module)
            .register_forward_hook(
                (_, a, b, c, result) =>
                {
                    observe([a, b, c], result);
                    return result;
                }
            )
            .remove;

    private static Action On<T1, T2, T3, T4, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T1, T2, T3, T4, TResult>)module)
            .register_forward_hook(
                (_, a, b, c, d, result) =>
                {
                    observe([a, b, c, d], result);
                    return result;
                }
            )
            .remove;

    private static Action On<T1, T2, T3, T4, T5, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T1, T2, T3, T4, T5, TResult>)module)
            .register_forward_hook(
                (_, a, b, c, d, e, result) =>
                {
                    observe([a, b, c, d, e], result);
                    return result;
                }
            )
            .remove;

    private static Action On<T1, T2, T3, T4, T5, T6, TResult>(Module module, Action<object?[], object?> observe) =>
        ((Module<T1, T2, T3, T4, T5, T6, TResult>)module)
            .register_forward_hook(
                (_, a, b, c, d, e, f, result) =>
                {
                    observe([a, b, c, d, e, f], result);
                    return result;
                }
            )
            .remove;
}
