{{/* What the pods of api, ingest and the go-live check share. dict: root, component */}}

{{- define "edify.podMetadata" -}}
labels:
  {{- include "edify.labels" .root | nindent 2 }}
  app.kubernetes.io/component: {{ .component }}
  edify/data: {{ include "edify.claim" .root }}
  {{- if .root.Values.workloadIdentity.clientId }}
  azure.workload.identity/use: "true"
  {{- end }}
annotations:
  checksum/settings: {{ include (print .root.Template.BasePath "/settings.yaml") .root | sha256sum }}
{{- end }}

{{- define "edify.podSpec" -}}
serviceAccountName: {{ include "edify.serviceAccount" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  # The data folder is below the volume's own: its keys must stay closed to the group.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
# SQLite's shared memory is a machine's: whoever mounts this volume runs where the others do.
affinity:
  podAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector: {matchLabels: {edify/data: {{ include "edify.claim" .root }}}}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: data
    persistentVolumeClaim: {claimName: {{ include "edify.claim" .root }}}
  - name: settings
    configMap: {name: {{ include "edify.name" .root }}-settings, defaultMode: 0444}
  {{- with .root.Values.keysSecretName }}
  # Root's, and readable by our group: fsGroup sees to that.
  - name: keys
    secret: {secretName: {{ . }}, defaultMode: 0400}
  {{- end }}
{{- end }}

{{- define "edify.container" -}}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
envFrom:
  - configMapRef: {name: {{ include "edify.name" .root }}-{{ .component }}}
  {{- with .root.Values.secretName }}
  - secretRef: {name: {{ . }}}
  {{- end }}
volumeMounts:
  - {name: data, mountPath: /var/lib/edify}
  {{- if .root.Values.configFile }}
  - {name: settings, mountPath: /etc/edify, readOnly: true}
  {{- end }}
  {{- if .root.Values.keysSecretName }}
  - {name: keys, mountPath: /etc/edify-keys, readOnly: true}
  {{- end }}
{{- end }}
